package evalx.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.submission.Caller;
import evalx.submission.FileId;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  private static final Caller SOMEBODY = Caller.anonymous("127.0.0.1");
  private static final Caller ALICE = named("alice", Caller.Scope.SUBMIT);
  private static final Caller BOB = named("bob", Caller.Scope.SUBMIT);
  private static final Caller ADMIN = named("root", Caller.Scope.ADMIN);
  private static final FileId ABC =
      new FileId("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  private static final Duration TTL = Duration.ofHours(10);

  @TempDir Path folder;
  private FileStore store;

  private static Caller named(String name, Caller.Scope scope) {
    return new Caller(Optional.of(name), "127.0.0.1", Set.of(scope));
  }

  @BeforeEach
  void open() {
    store = at(Instant.now());
  }

  private FileStore at(Instant now) {
    return new FileStore(
        new FolderBlobs(folder.resolve("store")),
        folder.resolve("uploads"),
        TTL,
        10,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private FileStore.Added add(String content, Caller caller) throws IOException {
    return store.add(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), caller);
  }

  @Test
  void aFileIsNamedByItsContent() throws IOException {
    assertThat(add("abc", SOMEBODY)).isEqualTo(new FileStore.Added(ABC, 3, true));
    assertThat(add("abc", SOMEBODY)).isEqualTo(new FileStore.Added(ABC, 3, false));

    assertThat(store.size(ABC, SOMEBODY)).hasValue(3);
    try (var in = store.open(ABC)) {
      assertThat(in).hasContent("abc");
    }
    try (var left = Files.list(folder.resolve("uploads"))) {
      assertThat(left).isEmpty();
    }
  }

  /** Its failure to delete what arrived hides nothing. */
  @Test
  void aDiskThatFailsIsNoFaultOfTheContent() {
    var content =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] into, int offset, int length) {
            breakUploads();
            return -1;
          }
        };
    assertThatThrownBy(() -> store.add(content, SOMEBODY)).isInstanceOf(FilesAway.class);
  }

  private void breakUploads() {
    var uploads = folder.resolve("uploads");
    try (var files = Files.list(uploads)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(uploads);
      Files.createFile(uploads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is no folder is a store that is away. */
  @Test
  void anOutageIsToldUntilTheStoreAnswers() throws IOException {
    var place = Files.createFile(folder.resolve("store"));
    assertThat(store.outage()).isEmpty();
    assertThatThrownBy(() -> add("abc", SOMEBODY)).isInstanceOf(FilesAway.class);
    assertThat(store.outage().orElseThrow()).startsWith("the file store is away: ");

    Files.delete(place);
    add("abc", SOMEBODY);
    assertThat(store.outage()).isEmpty();
  }

  @Test
  void callersFindTheirOwnFilesOnly() throws IOException {
    add("abc", ALICE);
    assertThat(store.size(ABC, ALICE)).hasValue(3);
    assertThat(store.size(ABC, BOB)).isEmpty();
    assertThat(store.size(ABC, ADMIN)).hasValue(3);

    assertThat(add("abc", BOB).added()).isFalse();
    assertThat(store.size(ABC, BOB)).hasValue(3);
  }

  @Test
  void moreThanItsBudgetIsRefused() throws IOException {
    add("12345678", SOMEBODY);
    assertThatThrownBy(() -> add("abc", SOMEBODY)).isInstanceOf(FileStoreFull.class);
    assertThat(store.size(ABC, SOMEBODY)).isEmpty();
    add("12", SOMEBODY);
    add("12345678", SOMEBODY);
  }

  @Test
  void aFileExpiresAfterItsLastUse() throws IOException {
    var begin = Instant.now();
    add("abc", ALICE);
    at(begin.plus(TTL)).sweep();
    assertThat(store.size(ABC, ALICE)).hasValue(3);

    age(begin.minus(TTL));
    assertThat(store.size(ABC, ALICE)).hasValue(3);
    store.sweep();
    assertThat(store.size(ABC, ALICE)).hasValue(3);

    age(begin.minus(TTL.multipliedBy(2)));
    store.sweep();
    assertThat(store.size(ABC, ALICE)).isEmpty();
    assertThatThrownBy(() -> store.open(ABC)).isInstanceOf(FileMissing.class);
    assertThat(add("1234567890", BOB).added()).isTrue();
  }

  private void age(Instant used) throws IOException {
    try (var all = Files.walk(folder.resolve("store"))) {
      for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        Files.setLastModifiedTime(path, FileTime.from(used));
      }
    }
  }

  @Test
  void whatBreaksOffLeavesNothing() throws IOException {
    var broken = InputStream.nullInputStream();
    broken.close();
    assertThatThrownBy(() -> store.add(broken, SOMEBODY)).isInstanceOf(IOException.class);
    try (var left = Files.list(folder.resolve("uploads"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatAnUploadLeftBehindIsDeleted() throws IOException {
    var uploads = Files.createDirectories(folder.resolve("uploads"));
    var old = Files.createFile(uploads.resolve("old"));
    var current = Files.createFile(uploads.resolve("current"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    store.sweep();
    assertThat(old).doesNotExist();
    assertThat(current).exists();
  }

  /** A link to nowhere is, like an upload that ends during a sweep, listed and then not there. */
  @Test
  void anUploadThatEndsDuringASweepDoesNotEndTheSweep() throws IOException {
    add("1234567890", ALICE);
    age(Instant.now().minus(TTL.multipliedBy(2)));
    Files.createSymbolicLink(folder.resolve("uploads/ended"), folder.resolve("nowhere"));
    store.sweep();
    assertThat(add("0123456789", BOB).added()).isTrue();
  }
}
