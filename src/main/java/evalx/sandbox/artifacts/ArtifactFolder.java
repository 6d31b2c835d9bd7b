package evalx.sandbox.artifacts;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Content;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.Spool;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The artifacts of a driver without a daemon: a bounded folder that evicts the least recently used
 * first. It starts empty. Only this node writes to it; boxes see it read-only.
 */
public final class ArtifactFolder {
  private final Path folder;
  private final long maxBytes;
  private final int maxArtifacts;
  private final Map<ArtifactId, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private static final class Kept {
    private final long bytes;
    private int leases;

    Kept(long bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * @param folder is created or emptied
   */
  public ArtifactFolder(Path folder, long maxBytes, int maxArtifacts) {
    this.folder = folder.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.maxArtifacts = maxArtifacts;
    try {
      Folders.delete(this.folder);
      Files.createDirectories(this.folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the artifact folder", e);
    }
  }

  public ArtifactId store(List<ArtifactFile> files) {
    return store(files, List.of());
  }

  /** Stores files, some of which are not held in memory. */
  public ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) {
    var id = ArtifactId.of(files, large);
    return store(
        id,
        draft -> {
          for (var file : files) {
            var content = file.content();
            draft.add(file.name(), file.executable(), content.length, to -> to.write(content));
          }
          for (var file : large) {
            draft.add(file.name(), true, file.content().size(), to -> copy(file.content(), to));
          }
        });
  }

  /** Stores one file alone. */
  public ArtifactId store(String name, Content content) {
    return store(
        ArtifactId.ofOne(name, content),
        draft -> draft.add(name, false, content.size(), to -> copy(content, to)));
  }

  private static void copy(Content content, OutputStream to) throws IOException {
    try (var in = content.open()) {
      in.transferTo(to);
    }
  }

  private ArtifactId store(ArtifactId id, IoConsumer<ArtifactDraft> files) {
    synchronized (this) {
      if (kept.get(id) != null) {
        return id;
      }
    }
    try {
      if (!keep(files, ArtifactDraft.MAX_SENT_BYTES).equals(id)) {
        throw new SandboxFailure("a file is not what its SHA-256 says");
      }
      return id;
    } catch (IOException e) {
      throw new SandboxFailure("cannot store an artifact: " + e.getMessage(), e);
    }
  }

  /** Stores the files that a run left; empty if an artifact may not have them. */
  public Optional<ArtifactId> collect(IoConsumer<ArtifactDraft> files) throws IOException {
    try {
      return Optional.of(keep(files, ArtifactDraft.MAX_LEFT_BYTES));
    } catch (ArtifactDraft.Refused e) {
      return Optional.empty();
    }
  }

  private ArtifactId keep(IoConsumer<ArtifactDraft> files, long maxBytes) throws IOException {
    var path = folder.resolve("draft-" + UUID.randomUUID());
    try {
      var draft = new ArtifactDraft(path, maxBytes);
      files.accept(draft);
      var id = draft.id();
      keep(id, path, draft.storedBytes());
      return id;
    } finally {
      Folders.delete(path);
    }
  }

  private synchronized void keep(ArtifactId id, Path draft, long size) throws IOException {
    if (kept.containsKey(id)) {
      return;
    }
    while (bytes + size > maxBytes || kept.size() >= maxArtifacts) {
      var oldest =
          kept.entrySet().stream().filter(entry -> entry.getValue().leases == 0).findFirst();
      if (oldest.isEmpty()) {
        throw new SandboxFailure("the artifact store is full of leased artifacts");
      }
      forget(oldest.get().getKey());
    }
    Files.move(draft, path(id));
    kept.put(id, new Kept(size));
    bytes += size;
  }

  private void forget(ArtifactId id) throws IOException {
    bytes -= kept.remove(id).bytes;
    Folders.delete(path(id));
  }

  /**
   * Keeps an artifact until the lease is closed.
   *
   * @throws ArtifactMissing when it is not there
   */
  public synchronized Lease lease(ArtifactId id) {
    var leased = kept.get(id);
    if (leased == null) {
      throw new ArtifactMissing(id);
    }
    leased.leases++;
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        release(leased);
      }
    };
  }

  private synchronized void release(Kept leased) {
    leased.leases--;
  }

  /** The folder of a leased artifact. */
  public Path path(ArtifactId id) {
    return folder.resolve(id.sha256());
  }

  /** The files of an artifact; empty if they have more than {@code maxBytes} together. */
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) {
    var lease = lease(id);
    try {
      var root = path(id);
      var files = new ArrayList<ArtifactFile>();
      long sum = 0;
      try (var paths = Files.walk(root)) {
        for (var path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
          sum += Files.size(path);
          if (sum > maxBytes) {
            return Optional.empty();
          }
          files.add(
              new ArtifactFile(
                  root.relativize(path).toString(), Files.readAllBytes(path), isExecutable(path)));
        }
      }
      return Optional.of(files);
    } catch (IOException e) {
      throw new SandboxFailure("cannot read an artifact: " + e.getMessage(), e);
    } finally {
      lease.close();
    }
  }

  /** One file of an artifact; empty if it has none of this name. */
  public Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name, Spool spool) {
    var lease = lease(id);
    try (var draft = spool.draft()) {
      var path = path(id).resolve(name);
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      Files.copy(path, draft);
      return Optional.of(draft.finish());
    } catch (IOException e) {
      throw new SandboxFailure("cannot read an artifact: " + e.getMessage(), e);
    } finally {
      lease.close();
    }
  }

  private static boolean isExecutable(Path path) throws IOException {
    return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE);
  }
}
