package evalx.history;

import static evalx.history.Events.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashLogTest {
  private static final int BIG = 1 << 20;

  @TempDir Path folder;

  @Test
  void whatWasNotMovedIsLeftToTheNextProcess() throws IOException {
    var log = new CrashLog(folder, BIG);
    log.add(bytes("moved"));
    log.turn();
    log.add(bytes("being moved"));
    log.turn();
    log.add(bytes("new"));
    log.add(bytes("newer"));

    assertThat(left()).containsExactlyInAnyOrder("being moved", "new", "newer");
    assertThat(left()).as("until it is forgotten").hasSize(3);
    new CrashLog(folder, BIG).clear();
    assertThat(left()).isEmpty();
  }

  /** The rest of what was longer is still there, after the end of what is not. */
  @Test
  void whatIsOverwrittenDoesNotComeBack() throws IOException {
    var log = new CrashLog(folder, BIG);
    IntStream.range(0, 9).forEach(i -> log.add(bytes("an old one " + i)));
    log.turn();
    log.turn();
    log.add(bytes("a new one 1"));

    assertThat(left()).containsExactly("a new one 1");
  }

  @Test
  void takesNoMoreThanItsBoundAndTakesThatOnTheDiskAtOnce() throws IOException {
    var log = new CrashLog(folder, 100);
    assertThat(IntStream.range(0, 9).filter(i -> log.add(new byte[20])).count()).isEqualTo(3);
    log.turn();
    assertThat(log.add(new byte[89])).isFalse();
    assertThat(log.add(new byte[88])).isTrue();

    try (var files = Files.list(folder)) {
      assertThat(files).extracting(Files::size).containsExactly(100L, 100L);
    }
    assertThat(left()).hasSize(4);
  }

  @Test
  void halfARecordIsNone() throws IOException {
    var log = new CrashLog(folder, BIG);
    log.add(bytes("whole"));
    log.add(bytes("halved"));
    try (var file = new RandomAccessFile(folder.resolve("heard-1.log").toFile(), "rw")) {
      file.seek(8 + 5 + 8 + 3);
      file.write(new byte[3]);
    }

    assertThat(left()).containsExactly("whole");
  }

  @Test
  void bytesThatAreNoRecordsAreSkipped() throws IOException {
    for (String begin : List.of("\u007f\0\0\0", "\0\0\0\t")) {
      Files.writeString(folder.resolve("heard-1.log"), begin + "no checksum and no record");
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void whatIsWrappedIsUnpackedAsGzip() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 200_000}) {
      var content = new byte[size];
      new Random(size).nextBytes(content);
      assertThat(Gzip.unpack(Gzip.wrap(content), size)).isEqualTo(content);
    }
  }

  private List<String> left() throws IOException {
    return new CrashLog(folder, BIG).left().stream().map(String::new).toList();
  }
}
