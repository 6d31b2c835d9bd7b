package evalx.sandbox.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolateMetaTest {
  private static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          8,
          new RunLimits.Bytes(64L << 20, 1 << 10, 1 << 10, 1 << 20));

  private static Ending ending(String text) {
    return IsolateMeta.parse(text).ending(LIMITS);
  }

  @Test
  void mapsEveryStatusToAnEnding() {
    assertThat(ending("exitcode:0\ntime:0.004\n")).isEqualTo(new Ending.Exited(0));
    assertThat(ending("status:RE\nexitcode:7\n")).isEqualTo(new Ending.Exited(7));
    assertThat(ending("status:SG\nexitsig:11\n")).isEqualTo(new Ending.Signalled(11));
    assertThat(ending("status:TO\ntime:2.000\nkilled:1\n"))
        .isEqualTo(new Ending.LimitExceeded(Limit.CPU));
    assertThat(ending("status:TO\ntime:1.999\nkilled:1\n"))
        .isEqualTo(new Ending.LimitExceeded(Limit.WALL));
    assertThat(ending("status:SG\nexitsig:9\ncg-oom-killed:1\n"))
        .isEqualTo(new Ending.LimitExceeded(Limit.MEMORY));
    assertThat(ending("exitcode:0\ncg-oom-killed:0\n")).isEqualTo(new Ending.Exited(0));
    assertThatThrownBy(() -> ending("status:XX\nmessage:no: space\n"))
        .isInstanceOf(SandboxFailure.class)
        .hasMessageContaining("no: space");
    assertThat(ending("status:XX\nmessage:execve(\"/app/a\"): Exec format error\n"))
        .isEqualTo(new Ending.NotStarted("Exec format error"));
    assertThat(ending("status:XX\nmessage:execve(\"/usr/bin/a\"): Cannot allocate memory\n"))
        .isEqualTo(new Ending.LimitExceeded(Limit.MEMORY));
  }

  @Test
  void theFirstLineOfAKeyCounts() {
    assertThatThrownBy(() -> ending("status:XX\nmessage:open(a\nstatus:RE\nexitcode:0\n"))
        .isInstanceOf(SandboxFailure.class)
        .hasMessageContaining("open(a");
  }

  @Test
  void readsFiguresInTheirUnits() {
    var meta = IsolateMeta.parse("time:1.25\ntime-wall:3\nmax-rss:900\ncg-mem:1200\nnew-key:x\n");
    assertThat(meta.seconds("time")).isEqualTo(Duration.ofMillis(1250));
    assertThat(meta.seconds("time-wall")).isEqualTo(Duration.ofSeconds(3));
    assertThat(meta.peakKib()).isEqualTo(1200);
    assertThat(IsolateMeta.parse("max-rss:900").peakKib()).isEqualTo(900);
    assertThat(IsolateMeta.parse("").seconds("time")).isZero();
    assertThat(IsolateMeta.parse("time:999999").seconds("time"))
        .isEqualTo(Duration.ofSeconds(100_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no key",
        ":0",
        "",
        "status:??",
        "status:SG",
        "status:RE\nexitcode:256",
        "exitcode:-1",
        "exitcode:",
        "exitcode:0x1",
        "exitcode:1e2",
        "exitcode:99999999999999999999",
        "exitcode:\u0661",
        "status:TO\ntime:-1",
        "status:TO\ntime:NaN",
        "status:TO\ntime:1e9",
        "status:TO\ntime:1.0000000001",
        "status:TO\ntime:1234567",
        "status:TO\ntime:."
      })
  void refusesMalformedValues(String text) {
    assertThatThrownBy(() -> ending(text)).isInstanceOf(SandboxFailure.class);
  }

  @Test
  void refusesAMalformedPeak() {
    assertThatThrownBy(() -> IsolateMeta.parse("max-rss:many").peakKib())
        .isInstanceOf(SandboxFailure.class);
  }
}
