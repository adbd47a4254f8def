package org.openward.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this server keeps its files.
 *
 * @param dataDir holds the embedded PostgreSQL, its passwords and its log
 */
@ConfigurationProperties("openward")
record DataFolderSettings(@DefaultValue("./data") Path dataDir) {}
