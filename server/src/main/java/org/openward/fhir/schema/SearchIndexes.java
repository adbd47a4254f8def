package org.openward.fhir.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives some of HAPI's indexes another shape: what they are searched by stays, what makes them slow or large does not. */
record SearchIndexes(JdbcClient owner) {
    /** Keeps HAPI's names, so that a later version of HAPI finds what it changes. */
    void apply() {
        findBeginningsOfWords();
        leaveOutReferencesInside();
        leaveOutTextsOfCodes();
    }

    /**
     * A name is searched by its beginning. An index in the order of a language is of no use for that, so that every name of
     * the hospital would be read; one in the order of the letters' numbers is, whatever the language of the database.
     */
    private void findBeginningsOfWords() {
        shape(
                "idx_sp_string_hash_nrm_v2",
                "hfj_spidx_string",
                "(hash_norm_prefix, sp_value_normalized varchar_pattern_ops, res_id, partition_id)");
    }

    /** Only references that lead out of the hospital have an address to be searched by, and they are few. */
    private void leaveOutReferencesInside() {
        shape(
                "idx_rl_srcpath_tgturl",
                "hfj_res_link",
                "(src_path, target_resource_url, partition_id, src_resource_id) WHERE (target_resource_url IS NOT NULL)");
    }

    /** All records that have a code of a kind, for those with another one ({@code :not}); each code is known by its hash. */
    private void leaveOutTextsOfCodes() {
        shape("idx_sp_token_hash_v2", "hfj_spidx_token", "(hash_identity, hash_value, res_id, partition_id)");
    }

    /**
     * Builds an index anew unless it has its shape.
     *
     * @param shape as PostgreSQL writes it, by which it is known again
     */
    private void shape(String index, String table, String shape) {
        var shaped = owner.sql("select pg_get_indexdef(to_regclass('public.' || :index)) like '%' || :shape")
                .param("index", index)
                .param("shape", shape)
                .query(Boolean.class)
                .optional();
        if (!shaped.orElse(false)) {
            owner.sql(
                            """
                            do $$
                            begin
                                drop index if exists public.%1$s;
                                create index %1$s on public.%2$s %3$s;
                            end
                            $$
                            """
                                    .formatted(index, table, shape))
                    .update();
        }
    }
}
