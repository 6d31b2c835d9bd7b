package evalx.history;

import static evalx.history.Events.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final long BIG = 1 << 20;

  @TempDir Path folder;

  static Row throughTheSpool(Row row) {
    try {
      return RowCodec.decode(RowCodec.encode(row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first version knew no caller. */
  @Test
  void theEndsOfTheFirstVersionAreReadToo() throws IOException {
    var time = Instant.parse("2026-01-02T03:04:05Z");
    var execution = new Ending.Execution("here", 1, Optional.empty(), time);
    var ending = new Ending("Expired", Optional.empty(), 0, Optional.empty(), execution);
    var row =
        new Row.Ended(
            SubmissionId.random(), new Origin("c", 1, time), "", ending, new byte[] {1, 2});
    var now = ByteBuffer.wrap(RowCodec.encode(row));
    var beforeCaller = 1 + Long.BYTES * 2 + Short.BYTES + "c".length() + Integer.BYTES + Long.BYTES;
    var old = ByteBuffer.allocate(now.limit() - Short.BYTES);
    old.put(now.slice(0, beforeCaller)).put(now.slice(beforeCaller + 2, old.remaining()));

    assertThat(RowCodec.decode(old.put(0, (byte) 2).array()))
        .usingRecursiveComparison()
        .isEqualTo(row);
  }

  @Test
  void recordsComeInTheirOrderAndStayUntilTheyAreRemoved() throws IOException {
    try (var spool = new Spool(folder, BIG, BIG)) {
      spool.append(records(0, 5));

      var first = spool.read(2, BIG);
      assertThat(texts(first)).containsExactly("record 0", "record 1");
      assertThat(texts(spool.read(2, BIG))).containsExactly("record 0", "record 1");
      spool.remove(first);
      spool.append(records(5, 6));
      assertThat(texts(spool.read(9, BIG)))
          .containsExactly("record 2", "record 3", "record 4", "record 5");
      assertThat(texts(spool.read(9, 20))).containsExactly("record 2", "record 3");
      spool.remove(spool.read(9, BIG));
      assertThat(spool.read(9, BIG).values()).isEmpty();
      assertThat(spool.bytes()).isZero();
    }
  }

  @Test
  void whatIsThereOutlivesTheProcess() throws IOException {
    try (var spool = new Spool(folder, BIG, 40)) {
      spool.append(records(0, 3));
      spool.append(records(3, 6));
      spool.append(records(6, 9));
      spool.remove(spool.read(2, BIG));
    }
    assertThat(files()).hasSize(3);

    try (var spool = new Spool(folder, BIG, BIG)) {
      spool.append(records(9, 10));
      // The first two again: where it had read to is in memory only.
      assertThat(drained(spool)).hasSize(10).startsWith("record 0").endsWith("record 9");
      assertThat(files()).hasSize(1);
      assertThat(spool.bytes()).isZero();
    }
  }

  @Test
  void takesNoMoreThanItsBound() throws IOException {
    try (var spool = new Spool(folder, 100, 50)) {
      assertThat(spool.append(records(0, 4))).isZero();
      assertThat(spool.append(records(4, 10))).isEqualTo(4);
      assertThat(spool.bytes()).isLessThanOrEqualTo(100);
      assertThat(files().stream().mapToLong(SpoolTest::size).sum()).isLessThanOrEqualTo(100);

      assertThat(drained(spool)).hasSize(6);
      assertThat(spool.append(records(10, 14))).isZero();
      assertThat(drained(spool)).hasSize(4);
    }
  }

  @Test
  void halfARecordAtTheEndOfAnEarlierFileHarmsNoOther() throws IOException {
    try (var spool = new Spool(folder, BIG, BIG)) {
      spool.append(records(0, 3));
    }
    Files.write(files().get(0), new byte[] {0, 0, 0, 9, 1, 2}, StandardOpenOption.APPEND);

    try (var spool = new Spool(folder, BIG, BIG)) {
      spool.append(records(3, 4));
      assertThat(spool.read(9, BIG).damaged()).isTrue();
      assertThat(drained(spool)).containsExactly("record 0", "record 1", "record 2", "record 3");
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void bytesThatAreNoRecordsAreSkippedAndAllocateNothing() throws IOException {
    Files.write(folder.resolve("000000000000.spool"), new byte[] {127, 0, 0, 0, 0, 0, 0, 0, 1, 2});
    Files.write(folder.resolve("000000000001.spool"), new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 1, 2});
    Files.write(folder.resolve("000000000002.spool"), new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 1, 2});
    Files.write(folder.resolve("another file"), bytes("stays"));

    try (var spool = new Spool(folder, BIG, BIG)) {
      spool.append(records(0, 1));
      for (int i = 0; i < 3; i++) {
        assertThat(spool.read(9, BIG).damaged()).isTrue();
        spool.remove(spool.read(9, BIG));
      }
      assertThat(drained(spool)).containsExactly("record 0");
    }
    assertThat(folder.resolve("another file")).exists();
  }

  @Test
  void onlyItsOwnerCanReadIt() throws IOException {
    var made = folder.resolve("history/spool");
    new Spool(made, BIG, BIG).close();

    assertThat(Files.getPosixFilePermissions(made.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void anInterruptDoesNotCloseIt() throws IOException {
    try (var spool = new Spool(folder, BIG, BIG)) {
      Thread.currentThread().interrupt();
      spool.append(records(0, 1));
      assertThat(texts(spool.read(9, BIG))).containsExactly("record 0");
      assertThat(Thread.interrupted()).isTrue();
      spool.append(records(1, 2));
      assertThat(drained(spool)).hasSize(2);
    }
  }

  private static List<byte[]> records(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> bytes("record " + i)).toList();
  }

  private static List<String> drained(Spool spool) throws IOException {
    var texts = new ArrayList<String>();
    for (var records = spool.read(2, BIG);
        !records.values().isEmpty() || records.damaged();
        records = spool.read(2, BIG)) {
      texts.addAll(texts(records));
      spool.remove(records);
    }
    return texts;
  }

  private static List<String> texts(Segment.Records records) {
    return records.values().stream().map(String::new).toList();
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }
}
