package org.openward.identity.secondfactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Encrypts secrets before they go into the database (AES-256-GCM), with a key that never does. */
final class SecretBox {
    private static final String FILE = "second-factor.key";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private final @Nullable String given;
    private final Path folder;
    private byte @Nullable [] known;

    /**
     * A box with the key of the settings, or with the one of the data folder, which is made when it is needed first.
     *
     * @param given the key in Base64
     */
    SecretBox(@Nullable String given, Path folder) {
        this.given = given;
        this.folder = folder;
        if (given != null && decoded(given).length != KEY_BYTES) {
            throw new IllegalArgumentException("openward.security.second-factor.key is not 32 bytes in Base64.");
        }
    }

    /** Something encrypted, and which key opens it. */
    @SuppressWarnings("ArrayRecordComponent") // carried from the database and to it, never compared
    record Sealed(String keyId, byte[] content) {}

    /** @param owner whose secret it is: sealed for one it does not open for another */
    Sealed seal(byte[] secret, String owner) {
        try {
            var nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, owner);
            var content = new byte[NONCE_BYTES + cipher.getOutputSize(secret.length)];
            System.arraycopy(nonce, 0, content, 0, NONCE_BYTES);
            cipher.doFinal(secret, 0, secret.length, content, NONCE_BYTES);
            return new Sealed(keyId(), content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no AES-GCM.", impossible);
        }
    }

    /** What was sealed for that owner; nothing when it was sealed with another key or is damaged. */
    Optional<byte[]> open(Sealed locked, String owner) {
        if (!locked.keyId().equals(keyId()) || locked.content().length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            var nonce = Arrays.copyOf(locked.content(), NONCE_BYTES);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, owner)
                    .doFinal(locked.content(), NONCE_BYTES, locked.content().length - NONCE_BYTES));
        } catch (AEADBadTagException damaged) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no AES-GCM.", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** By which name its key is stored with what it sealed; nothing as long as no key was needed. */
    Optional<String> knownKeyId() {
        return given != null || Files.exists(folder.resolve(FILE)) ? Optional.of(keyId()) : Optional.empty();
    }

    private String keyId() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(key());
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }

    private synchronized byte[] key() {
        if (known == null) {
            known = given == null ? ofTheFolder() : decoded(given);
        }
        return known;
    }

    /** Whoever comes first makes it; nobody but the server's own user reads it. */
    private byte[] ofTheFolder() {
        var file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            var made = new byte[KEY_BYTES];
            random.nextBytes(made);
            var whole = Files.createTempFile(folder, FILE, "", owners());
            Files.writeString(whole, Base64.getEncoder().encodeToString(made), StandardOpenOption.WRITE);
            try {
                Files.createLink(file, whole);
            } catch (FileAlreadyExistsException other) {
                return decoded(Files.readString(file));
            } finally {
                Files.deleteIfExists(whole);
            }
            return made;
        } catch (IOException unwritable) {
            throw new UncheckedIOException("The key of the second factors cannot be kept in " + file, unwritable);
        }
    }

    private static FileAttribute<?> owners() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static byte[] decoded(String key) {
        return Base64.getDecoder().decode(key.strip());
    }
}
