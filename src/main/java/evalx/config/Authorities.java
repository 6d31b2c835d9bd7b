package evalx.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

/** Authorities of the operator's own, whose certificates others may have. */
public record Authorities(List<Certificate> certificates) {
  public Authorities {
    certificates = List.copyOf(certificates);
  }

  /** Those of a file in PEM, which a setting names. */
  static Authorities read(String setting, Path file) {
    try (var in = Files.newInputStream(file)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      return new Authorities(List.copyOf(found));
    } catch (GeneralSecurityException | IOException e) {
      throw new BadSetting(setting, "cannot be used: " + file + ": " + e.getMessage());
    }
  }

  /** Adds them to a key store. */
  public void addTo(KeyStore store) throws KeyStoreException {
    for (var certificate : certificates) {
      store.setCertificateEntry("own-" + store.size(), certificate);
    }
  }
}
