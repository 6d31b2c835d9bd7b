package evalx.webhook;

import evalx.config.WebhookSettings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of webhook-signature as Standard Webhooks says: for each secret the HMAC of id,
 * timestamp and payload. Their library takes the payload as a text, which for a large result would
 * be ten times its size in memory; here it passes in pieces.
 */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int PIECE = 1 << 14;

  private Signature() {}

  /**
   * Signs with every secret.
   *
   * @param timestamp in seconds
   * @throws IOException when it cannot be read
   */
  static String of(List<Secret> secrets, String id, long timestamp, Payload payload)
      throws IOException {
    var macs = new ArrayList<Mac>();
    for (Secret secret : secrets) {
      macs.add(mac(secret));
    }
    var head = (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    macs.forEach(mac -> mac.update(head));
    try (var in = payload.open()) {
      var piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        for (Mac mac : macs) {
          mac.update(piece, 0, count);
        }
      }
    }
    return macs.stream()
        .map(mac -> "v1," + Base64.getEncoder().encodeToString(mac.doFinal()))
        .collect(Collectors.joining(" "));
  }

  private static Mac mac(Secret secret) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
