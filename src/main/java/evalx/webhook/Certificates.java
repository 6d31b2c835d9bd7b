package evalx.webhook;

import evalx.config.Authorities;
import evalx.config.WebhookSettings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of receivers are trusted, and what is said of one that is not. */
final class Certificates {
  private Certificates() {}

  /** Trusts the authorities of the JVM, and beside them those of the settings. */
  static SSLContext trusting(WebhookSettings settings) {
    try {
      var context = SSLContext.getInstance("TLS");
      var own = settings.authorities();
      // Without any the JVM asks its own store, as it is configured.
      context.init(null, own.isPresent() ? managers(together(own.get())) : null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("WEBHOOK_CA cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore together(Authorities own) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    own.addTo(store);
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager jvm) {
        for (var authority : jvm.getAcceptedIssuers()) {
          store.setCertificateEntry("jvm-" + store.size(), authority);
        }
      }
    }
    return store;
  }

  /**
   * @param store null: that of the JVM
   */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Why there is no TLS with a receiver, as clients read it. */
  static String reason(SSLException failure) {
    if (failure instanceof SSLPeerUnverifiedException) {
      return "its certificate is for another host";
    }
    return causes(failure).anyMatch(CertificateException.class::isInstance)
        ? "its certificate is not trusted"
        : "no TLS";
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
