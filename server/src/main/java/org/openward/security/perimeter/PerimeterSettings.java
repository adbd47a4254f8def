package org.openward.security.perimeter;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.validation.annotation.Validated;

/**
 * How much one visitor may ask for, and from where.
 *
 * @param unlimited CIDR ranges whose visitors are not counted
 * @param tiers budgets of requests by name; {@code standard} is everybody's who is in no other
 * @param clients the tier of a client, by client id
 * @param addresses the CIDR ranges from which a client may come, by client id; a client that is not named may come from anywhere
 */
@Validated
@ConfigurationProperties("openward.perimeter")
public record PerimeterSettings(
        @DefaultValue List<String> unlimited,
        @DefaultValue Map<String, @Valid Tier> tiers,
        @DefaultValue Map<String, String> clients,
        @DefaultValue Map<String, List<String>> addresses,
        @DefaultValue @Valid Anonymous anonymous,
        @DefaultValue @Valid SignIn signIn) {
    static final String STANDARD = "standard";
    private static final Tier EVERYBODYS = new Tier(500, 2000);

    public PerimeterSettings {
        unlimited.forEach(IpAddressMatcher::new);
        addresses.values().forEach(ranges -> ranges.forEach(IpAddressMatcher::new));
        clients.values().forEach(tier -> {
            if (!tiers.containsKey(tier) && !STANDARD.equals(tier)) {
                throw new IllegalArgumentException("There is no tier '" + tier + "' in openward.perimeter.tiers.");
            }
        });
    }

    /** The budget of that client's requests. */
    Tier tierOf(String client) {
        return tiers.getOrDefault(clients.getOrDefault(client, STANDARD), EVERYBODYS);
    }

    /**
     * A budget of requests.
     *
     * @param perSecond how many, day in, day out
     * @param burst how many at once after some rest
     */
    public record Tier(@Min(1) long perSecond, @Min(1) long burst) {}

    /** The budget of one address that shows no token. */
    public record Anonymous(@Min(1) @DefaultValue("20") long perSecond, @Min(1) @DefaultValue("200") long burst) {}

    /**
     * The budgets of one address where tokens are asked for and people sign in.
     *
     * @param failures attempts of one address that may fail within a minute
     * @param clientFailures attempts in the name of one client that may fail within a minute, from all addresses together
     */
    public record SignIn(
            @Min(1) @DefaultValue("10") long perSecond,
            @Min(1) @DefaultValue("100") long burst,
            @Min(1) @DefaultValue("30") long failures,
            @Min(1) @DefaultValue("60") long clientFailures) {}
}
