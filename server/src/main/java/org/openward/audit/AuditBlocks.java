package org.openward.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.openward.audit.SealedBlock.Leaves;
import org.openward.audit.SealedBlock.Range;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The chains of the tenants in PostgreSQL. */
class AuditBlocks {
    private static final String SELECT =
            """
            select tenant_id, number, from_transaction::text, to_transaction::text, leaves, previous_hash, hash, sealed_at
            from openward.audit_block where tenant_id = :tenant
            """;

    private final JdbcClient jdbc;

    AuditBlocks(JdbcTemplate jdbc) {
        this.jdbc = JdbcClient.create(jdbc);
    }

    void add(SealedBlock block) {
        jdbc.sql(
                        """
                        insert into openward.audit_block (tenant_id, number, from_transaction, to_transaction,
                            first_sequence, last_sequence, row_count, leaves, previous_hash, hash, sealed_at)
                        values (:tenant, :number, :from::text::xid8, :to::text::xid8, :first, :last, :rows, :leaves,
                            :previous, :hash, :sealed)
                        """)
                .param("tenant", block.tenant().value())
                .param("number", block.number())
                .param("from", Long.toUnsignedString(block.range().from()))
                .param("to", Long.toUnsignedString(block.range().to()))
                .param("first", block.leaves().first())
                .param("last", block.leaves().last())
                .param("rows", block.leaves().count())
                .param("leaves", block.leaves().bytes())
                .param("previous", HexFormat.of().parseHex(block.previousHash()))
                .param("hash", HexFormat.of().parseHex(block.hash()))
                .param("sealed", OffsetDateTime.ofInstant(block.sealedAt(), ZoneOffset.UTC))
                .update();
    }

    /** The end of the chain; empty when nothing was ever sealed. */
    Optional<SealedBlock> newest(TenantId tenant) {
        return jdbc.sql(SELECT + " order by number desc limit 1")
                .param("tenant", tenant.value())
                .query(AuditBlocks::block)
                .optional();
    }

    /** The block before the first that was sealed at that moment or later. */
    Optional<SealedBlock> newestBefore(TenantId tenant, Instant moment) {
        return jdbc.sql(
                        SELECT
                                + """
                        and number < (select min(number) from openward.audit_block
                            where tenant_id = :tenant and sealed_at >= :moment)
                        order by number desc limit 1
                        """)
                .param("tenant", tenant.value())
                .param("moment", OffsetDateTime.ofInstant(moment, ZoneOffset.UTC))
                .query(AuditBlocks::block)
                .optional();
    }

    Optional<SealedBlock> nextAfter(TenantId tenant, long number) {
        return jdbc.sql(SELECT + " and number > :number order by number limit 1")
                .param("tenant", tenant.value())
                .param("number", number)
                .query(AuditBlocks::block)
                .optional();
    }

    private static SealedBlock block(ResultSet row, int number) throws SQLException {
        return new SealedBlock(
                new TenantId(row.getString("tenant_id")),
                row.getLong("number"),
                new Range(
                        Long.parseUnsignedLong(row.getString("from_transaction")),
                        Long.parseUnsignedLong(row.getString("to_transaction"))),
                new Leaves(row.getBytes("leaves")),
                HexFormat.of().formatHex(row.getBytes("previous_hash")),
                HexFormat.of().formatHex(row.getBytes("hash")),
                row.getObject("sealed_at", OffsetDateTime.class).toInstant());
    }
}
