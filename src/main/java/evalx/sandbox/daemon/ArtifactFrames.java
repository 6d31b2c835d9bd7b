package evalx.sandbox.daemon;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Content;
import evalx.sandbox.LargeFile;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactDraft;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests about artifacts, and their files, in the protocol's frames. */
final class ArtifactFrames {
  private ArtifactFrames() {}

  private record Header(String name, boolean executable, long size) {}

  /** The name of the only file of an artifact that runs read, whatever it is to them. */
  static final String STDIN = "stdin";

  static ArtifactId store(Frames frames, List<ArtifactFile> files, List<LargeFile> large)
      throws IOException {
    putStore(frames.out(), files.size() + large.size());
    for (var file : files) {
      putHeader(frames.out(), new Header(file.name(), file.executable(), file.content().length));
      frames.out().putBlob(file.content());
    }
    for (var file : large) {
      putLarge(frames.out(), new Header(file.name(), true, file.content().size()), file.content());
    }
    return stored(frames);
  }

  static ArtifactId storeFile(Frames frames, Content content) throws IOException {
    putStore(frames.out(), 1);
    putLarge(frames.out(), new Header(STDIN, false, content.size()), content);
    return stored(frames);
  }

  private static ArtifactId stored(Frames frames) throws IOException {
    frames.out().flush();
    frames.in().expect(Frames.STORED);
    return frames.in().takeId();
  }

  /** The files of an artifact; empty if they have more than {@code maxBytes} together. */
  static Optional<List<ArtifactFile>> fetch(Frames frames, ArtifactId id, long maxBytes)
      throws IOException {
    return take(frames.in(), requestFiles(frames, id), maxBytes);
  }

  /** One file of an artifact; all others are read nevertheless, and dropped. */
  static Optional<OutputDraft.Received> fetchFile(
      Frames frames, ArtifactId id, String name, Spool spool) throws IOException {
    Optional<OutputDraft.Received> found = Optional.empty();
    int files = requestFiles(frames, id);
    for (int i = 0; i < files; i++) {
      var header = takeHeader(frames.in());
      if (header.name().equals(name)) {
        found = Optional.of(take(frames.in(), header.size(), spool));
      } else {
        frames.in().takeBlob(header.size(), OutputStream.nullOutputStream());
      }
    }
    return found;
  }

  private static OutputDraft.Received take(FrameReader in, long size, Spool spool)
      throws IOException {
    try (var draft = spool.draft()) {
      in.takeBlob(size, draft);
      return draft.finish();
    }
  }

  /** Adds the files of an artifact to a draft, and returns it. */
  static ArtifactDraft fetch(Frames frames, ArtifactId id, ArtifactDraft draft) throws IOException {
    take(frames.in(), requestFiles(frames, id), draft);
    return draft;
  }

  private static int requestFiles(Frames frames, ArtifactId id) throws IOException {
    send(frames.out(), Frames.FETCH, id);
    frames.in().expect(Frames.FILES);
    return frames.in().takeInt();
  }

  /** Asks for something that is answered with OK, and returns the artifact it is about. */
  static ArtifactId request(Frames frames, int type, ArtifactId id) throws IOException {
    send(frames.out(), type, id);
    frames.in().expect(Frames.OK);
    return id;
  }

  private static void send(FrameWriter out, int type, ArtifactId id) throws IOException {
    out.begin(type);
    out.putId(id);
    out.end();
    out.flush();
  }

  private static void putStore(FrameWriter out, int files) throws IOException {
    out.begin(Frames.STORE);
    out.putInt(files);
    out.end();
  }

  private static void putHeader(FrameWriter out, Header header) throws IOException {
    out.begin(Frames.FILE);
    out.putString(header.name());
    out.putByte(header.executable() ? 1 : 0);
    out.putLong(header.size());
    out.end();
  }

  private static void putLarge(FrameWriter out, Header header, Content content) throws IOException {
    putHeader(out, header);
    try (var in = content.open()) {
      out.putBlob(in, header.size());
    }
  }

  /** Reads this many files; empty if they have more than {@code maxBytes} together. */
  private static Optional<List<ArtifactFile>> take(FrameReader in, int count, long maxBytes)
      throws IOException {
    var files = new ArrayList<ArtifactFile>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      var header = takeHeader(in);
      bytes += header.size();
      if (bytes <= maxBytes) {
        var content = in.takeBlob(header.size());
        files.add(new ArtifactFile(header.name(), content, header.executable()));
      } else { // read it nevertheless, because the next answer follows it
        in.takeBlob(header.size(), OutputStream.nullOutputStream());
      }
    }
    return bytes > maxBytes ? Optional.empty() : Optional.of(files);
  }

  /** Reads this many files and adds them to a draft. */
  private static void take(FrameReader in, int count, ArtifactDraft draft) throws IOException {
    for (int i = 0; i < count; i++) {
      var header = takeHeader(in);
      draft.add(
          header.name(),
          header.executable(),
          header.size(),
          target -> in.takeBlob(header.size(), target));
    }
  }

  private static Header takeHeader(FrameReader in) throws IOException {
    in.expect(Frames.FILE);
    return new Header(in.takeString(), in.takeByte() == 1, in.takeLong());
  }
}
