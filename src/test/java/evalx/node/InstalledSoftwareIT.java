package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InstalledSoftwareIT {
  private static final String UIDS = "60400-60439";
  private static final String OF_NOTHING = "e3b0c44298fc1c14";

  @Test
  void aBoxListsWhatIsInstalledAndTwiceTheSame() {
    try (var daemon = new IsolateDaemon(UIDS);
        var sandbox = new NativeSandbox(daemon.socket(), 1, Spools.temporary())) {
      var listing = new String(InstalledSoftware.listing(sandbox), StandardCharsets.US_ASCII);

      assertThat(listing.lines()).hasSize(3).allMatch(line -> line.matches("[0-9a-f]{64}  -"));
      assertThat(listing.lines().toList().get(1)).doesNotStartWith(OF_NOTHING);
      assertThat(new InstalledSoftware().fingerprint(sandbox))
          .isEqualTo(new InstalledSoftware().fingerprint(sandbox));
    }
  }
}
