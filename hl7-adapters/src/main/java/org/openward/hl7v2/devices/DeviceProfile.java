package org.openward.hl7v2.devices;

import java.time.ZoneId;
import org.openward.hl7v2.Transmission;

/**
 * How the messages of one analyzer or sending system are to be read.
 *
 * @param device the reference of its Device resource
 * @param namespace the URI under which its own numbers and codes are unique, without a trailing slash
 * @param zone where its clock hangs, for times sent without an offset
 */
public record DeviceProfile(
        String device,
        String namespace,
        ZoneId zone,
        Transmission transmission,
        SampleRule sample,
        ResultConventions conventions) {

    /** A device that follows the standard and whose sample identifier may stand anywhere. */
    public static DeviceProfile of(String device, String namespace, ZoneId zone) {
        return new DeviceProfile(
                device, namespace, zone, Transmission.STANDARD, SampleRule.STANDARD, ResultConventions.STANDARD);
    }

    public DeviceProfile with(Transmission other) {
        return new DeviceProfile(device, namespace, zone, other, sample, conventions);
    }

    public DeviceProfile with(SampleRule other) {
        return new DeviceProfile(device, namespace, zone, transmission, other, conventions);
    }

    public DeviceProfile with(ResultConventions other) {
        return new DeviceProfile(device, namespace, zone, transmission, sample, other);
    }
}
