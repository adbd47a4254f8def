package org.openward.fhir.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedBytes;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The files of the bulk jobs of the acting caller's tenant. Whoever writes has the turn, so nobody else does. */
@Component
public class BulkFiles {
    private static final String SELECT =
            "select number, kind, type, part, lines, size, packed, stored, source from openward.bulk_file where job_id = :job ";

    private final JdbcClient jdbc;
    private final SealedBytes sealing;

    BulkFiles(JdbcClient jdbc, SealedBytes sealing) {
        this.sealing = sealing;
        this.jdbc = jdbc;
    }

    /** Begins an input of an import anew. */
    public int openInput(UUID job, String type, int part, String source) {
        jdbc.sql("delete from openward.bulk_file where job_id = :job and kind = 'input' and part = :part")
                .param("job", job)
                .param("part", part)
                .update();
        return open(job, BulkFile.Kind.INPUT, type, part, source);
    }

    /** The number of that file, which is begun if it is not there yet. */
    public int open(UUID job, BulkFile.Kind kind, String type, int part) {
        return open(job, kind, type, part, null);
    }

    private int open(UUID job, BulkFile.Kind kind, String type, int part, @Nullable String source) {
        return jdbc.sql(
                        """
                        insert into openward.bulk_file (tenant_id, job_id, number, kind, type, part, lines, size, packed, source)
                        select :tenant, :job, coalesce(max(number), 0) + 1, :kind, :type, :part, 0, 0, 0, :source
                        from openward.bulk_file where job_id = :job
                        on conflict (job_id, kind, type, part) do update set lines = bulk_file.lines
                        returning number""")
                .param("tenant", Acting.tenant().value())
                .param("job", job)
                .param("kind", kind.word())
                .param("type", type)
                .param("part", part)
                .param("source", source)
                .query(Integer.class)
                .single();
    }

    /** Adds a chunk behind those with lower numbers. */
    public void append(UUID job, int file, long number, Chunk chunk) {
        jdbc.sql(
                        """
                        insert into openward.bulk_chunk (tenant_id, job_id, file, number, size, crc, content)
                        values (:tenant, :job, :file, :number, :size, :crc, :content)""")
                .param("tenant", Acting.tenant().value())
                .param("job", job)
                .param("file", file)
                .param("number", number)
                .param("size", chunk.size())
                .param("crc", chunk.crc())
                .param("content", sealing.seal(chunk.content(), place(job, file, number)))
                .update();
        jdbc.sql(
                        """
                        update openward.bulk_file set lines = lines + :lines, size = size + :size, packed = packed + :packed
                        where job_id = :job and number = :file""")
                .param("lines", chunk.lines())
                .param("size", chunk.size())
                .param("packed", chunk.content().length)
                .param("job", job)
                .param("file", file)
                .update();
    }

    /** The lines of a file from that one on, as many as lie in one chunk; none behind the last. */
    public List<String> linesFrom(UUID job, int file, long line) {
        return jdbc.sql(
                        """
                        select number, size, crc, content from openward.bulk_chunk
                        where job_id = :job and file = :file and number <= :line order by number desc limit 1""")
                .param("job", job)
                .param("file", file)
                .param("line", line)
                .query((row, count) -> numbered(row, job, file))
                .optional()
                .map(chunk -> PackedFile.lines(chunk.chunk()).stream()
                        .skip(line - chunk.number())
                        .toList())
                .orElse(List.of());
    }

    /** So many lines more of an input have become records. */
    public void stored(UUID job, int file, int lines) {
        jdbc.sql("update openward.bulk_file set stored = stored + :lines where job_id = :job and number = :file")
                .param("lines", lines)
                .param("job", job)
                .param("file", file)
                .update();
    }

    /** Removes the lines of a file that nobody needs any more, and keeps what is known about it. */
    public void empty(UUID job, int file) {
        jdbc.sql("delete from openward.bulk_chunk where job_id = :job and file = :file")
                .param("job", job)
                .param("file", file)
                .update();
    }

    List<BulkFile> of(UUID job) {
        return jdbc.sql(
                        SELECT
                                + "and (lines > 0 or kind = 'input') order by kind, case kind when 'input' then '' else type end, part")
                .param("job", job)
                .query((row, number) -> file(row))
                .list();
    }

    Optional<BulkFile> find(UUID job, int number) {
        return jdbc.sql(SELECT + "and number = :number and lines > 0 and kind <> 'input'")
                .param("job", job)
                .param("number", number)
                .query((row, count) -> file(row))
                .optional();
    }

    /** How many pages are listed and not written yet. */
    int pagesLeft(UUID job) {
        return jdbc.sql("select count(*) from openward.bulk_page where job_id = :job")
                .param("job", job)
                .query(Integer.class)
                .single();
    }

    private static BulkFile file(ResultSet row) throws SQLException {
        return new BulkFile(
                row.getInt("number"),
                BulkFile.Kind.of(row.getString("kind")),
                row.getString("type"),
                row.getInt("part"),
                row.getLong("lines"),
                row.getLong("size"),
                row.getLong("packed"),
                new BulkFile.Origin(row.getString("source"), row.getLong("stored")));
    }

    /**
     * The chunks of a file, each fetched when its turn has come: a reader may be slow, and must not hold a connection.
     *
     * @throws NoSuchElementException when the file was removed meanwhile
     */
    Iterator<Chunk> chunks(UUID job, BulkFile file) {
        return new Iterator<>() {
            private long last = -1;
            private long read;

            @Override
            public boolean hasNext() {
                return read < file.packed();
            }

            @Override
            public Chunk next() {
                var next = after(job, file.number(), last);
                if (next == null) {
                    throw new NoSuchElementException("The file was removed.");
                }
                last = next.number();
                read += next.chunk().content().length;
                return next.chunk();
            }
        };
    }

    private @Nullable Numbered after(UUID job, int file, long last) {
        return jdbc.sql(
                        """
                        select number, size, crc, content from openward.bulk_chunk
                        where job_id = :job and file = :file and number > :last order by number limit 1""")
                .param("job", job)
                .param("file", file)
                .param("last", last)
                .query((row, count) -> numbered(row, job, file))
                .optional()
                .orElse(null);
    }

    private Numbered numbered(ResultSet row, UUID job, int file) throws SQLException {
        var number = row.getLong("number");
        var content = sealing.open(row.getBytes("content"), place(job, file, number));
        return new Numbered(number, new Chunk(content, 0, row.getInt("size"), row.getLong("crc")));
    }

    /** Jobs have numbers that no other job has, in whichever tenant. */
    private static Place place(UUID job, int file, long number) {
        return new Place(0, "bulk " + job + "/" + file + "/" + number);
    }

    private record Numbered(long number, Chunk chunk) {}
}
