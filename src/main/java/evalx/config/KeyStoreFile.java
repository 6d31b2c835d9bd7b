package evalx.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;

/** A key store in PKCS 12. */
public record KeyStoreFile(Path path, String password) {
  private static final String TYPE = "PKCS12";

  /**
   * The one that a setting names, if any; NAME_PASSWORD is its password.
   *
   * @throws BadSetting when it cannot be opened with it: who speaks TLS would find out too late
   */
  static Optional<KeyStoreFile> read(SettingsReader reader, String name) {
    var password = reader.text(name + "_PASSWORD");
    var store = reader.readableFile(name).map(path -> new KeyStoreFile(path, password));
    store.ifPresent(file -> file.open(name));
    return store;
  }

  private void open(String name) {
    try (var in = Files.newInputStream(path)) {
      KeyStore.getInstance(TYPE).load(in, password.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new BadSetting(
          name, "cannot be opened with %s_PASSWORD: %s: %s".formatted(name, path, e.getMessage()));
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
