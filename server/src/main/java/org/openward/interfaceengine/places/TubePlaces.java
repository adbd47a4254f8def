package org.openward.interfaceengine.places;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openward.hl7v2.law.TubePlace;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Where tubes stand, in the acting caller's tenant. What was said last counts: a tube that is put elsewhere is no longer where it was, and
 * one in whose position another is put stands nowhere.
 */
@Component
public class TubePlaces {
    /** Racks go round: the next day another tube stands there, perhaps without anybody having said so. */
    private static final Duration BELIEVED = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    TubePlaces(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The tubes in a rack or on a tray, or in one position of it, in the order of their positions. */
    public List<PlacedTube> in(TubePlace asked) {
        if (!asked.isKnown()) {
            return List.of();
        }
        var byTray = asked.carrier().isEmpty();
        Map<TubePlace, PlacedTube> standing = new LinkedHashMap<>();
        place(
                        """
                        select tube, specimen_id, carrier, carrier_position, tray, tray_position
                        from openward.tube_place
                        where tenant_id = :tenant and said_at > :since and (%s)
                        order by said_at, tube"""
                                .formatted(
                                        byTray
                                                ? "tray = :tray and :trayPosition in ('', tray_position)"
                                                : "carrier = :carrier and :carrierPosition in ('', carrier_position)"),
                        asked)
                .query((row, number) -> new PlacedTube(
                        row.getString("tube"),
                        row.getString("specimen_id"),
                        new TubePlace(
                                row.getString("carrier"),
                                row.getString("carrier_position"),
                                row.getString("tray"),
                                row.getString("tray_position"))))
                .list()
                .forEach(tube -> standing.put(position(tube), tube));
        return standing.values().stream()
                .sorted((one, other) -> TubePlace.IN_ORDER.compare(one.place(), other.place()))
                .toList();
    }

    /** Of two that were put into one position at the same moment, one is told; of a tube without a position each is. */
    private static TubePlace position(PlacedTube tube) {
        var place = tube.place();
        return place.carrierPosition().isEmpty() && place.trayPosition().isEmpty()
                ? new TubePlace(tube.number(), "", "", "")
                : place;
    }

    /** What a Specimen says of its tubes, and nothing that it said before. */
    void enter(String specimen, Collection<PlacedTube> tubes) {
        remove(specimen);
        for (var tube : tubes) {
            place(
                            """
                            delete from openward.tube_place
                            where tenant_id = :tenant and (said_at <= :since
                                or :carrier <> '' and carrier = :carrier
                                    and carrier_position <> '' and carrier_position = :carrierPosition
                                or :tray <> '' and tray = :tray and tray_position <> '' and tray_position = :trayPosition
                                    and (carrier <> :carrier or carrier_position = :carrierPosition))""",
                            tube.place())
                    .update();
            place(
                            """
                            insert into openward.tube_place (
                                tenant_id, tube, specimen_id, carrier, carrier_position, tray, tray_position, said_at)
                            values (:tenant, :tube, :specimen, :carrier, :carrierPosition, :tray, :trayPosition, :now)
                            on conflict (tenant_id, tube) do update set
                                specimen_id = excluded.specimen_id,
                                carrier = excluded.carrier,
                                carrier_position = excluded.carrier_position,
                                tray = excluded.tray,
                                tray_position = excluded.tray_position,
                                said_at = excluded.said_at""",
                            tube.place())
                    .param("tube", tube.number())
                    .param("specimen", specimen)
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
        }
    }

    void remove(String specimen) {
        jdbc.sql("delete from openward.tube_place where tenant_id = :tenant and specimen_id = :specimen")
                .param("tenant", Acting.tenant().value())
                .param("specimen", specimen)
                .update();
    }

    private StatementSpec place(String sql, TubePlace place) {
        return jdbc.sql(sql)
                .param("tenant", Acting.tenant().value())
                .param("since", Timestamp.from(clock.instant().minus(BELIEVED)))
                .param("carrier", place.carrier())
                .param("carrierPosition", place.carrierPosition())
                .param("tray", place.tray())
                .param("trayPosition", place.trayPosition());
    }
}
