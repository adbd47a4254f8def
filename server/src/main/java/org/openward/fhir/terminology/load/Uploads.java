package org.openward.fhir.terminology.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Files that were brought and wait to be loaded; any server can read one. */
@Component
class Uploads {
    private static final int PART = 1 << 18;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    Uploads(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Writes a file down while it arrives, a part to a transaction: it may take an hour, and no transaction should last as long. */
    UUID take(InputStream file) throws IOException {
        var upload = UUID.randomUUID();
        transactions.executeWithoutResult(status -> jdbc.sql("insert into openward.code_upload (id) values (:id)")
                .param("id", upload)
                .update());
        try {
            var number = 0;
            for (var part = file.readNBytes(PART); part.length > 0; part = file.readNBytes(PART)) {
                add(upload, number++, part);
            }
            if (number == 0) {
                throw LoadRefused.unclear("There is no file in the body of this request.");
            }
            return upload;
        } catch (IOException | RuntimeException brokenOff) {
            transactions.executeWithoutResult(status -> drop(upload));
            throw brokenOff;
        }
    }

    private void add(UUID upload, int number, byte[] part) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql(
                            "insert into openward.code_upload_part (upload, number, content) values (:upload, :number, :content)")
                    .param("upload", upload)
                    .param("number", number)
                    .param("content", part)
                    .update();
            jdbc.sql("update openward.code_upload set size = size + :size where id = :upload")
                    .param("size", part.length)
                    .param("upload", upload)
                    .update();
        });
    }

    /** A part of a file, counted from 0; none behind the last. */
    Optional<byte[]> part(UUID upload, int number) {
        return jdbc.sql("select content from openward.code_upload_part where upload = :upload and number = :number")
                .param("upload", upload)
                .param("number", number)
                .query(byte[].class)
                .optional();
    }

    void drop(UUID upload) {
        jdbc.sql("delete from openward.code_upload where id = :upload")
                .param("upload", upload)
                .update();
    }

    /** Removes a file for which no job was taken, or whose job was withdrawn. */
    void dropUnlessNeeded(UUID upload) {
        transactions.executeWithoutResult(status -> jdbc.sql(
                        """
                        delete from openward.code_upload u where u.id = :upload and not exists (
                            select from openward.code_edition e where e.upload = u.id and e.status = 'loading')""")
                .param("upload", upload)
                .update());
    }

    /** Removes what was brought a day ago for a load that never began, since its server died. */
    void dropForgotten() {
        jdbc.sql(
                        """
                        delete from openward.code_upload u
                        where u.began_at < clock_timestamp() - interval '1 day'
                          and not exists (
                            select from openward.code_edition e where e.upload = u.id and e.status = 'loading')""")
                .update();
    }
}
