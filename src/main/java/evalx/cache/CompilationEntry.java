package evalx.cache;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactNames;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A compilation as it lies in the cache. With write access to it one can choose what is run, as any
 * client can; but what the sandbox would refuse is never offered to it.
 */
final class CompilationEntry {
  /** Bytes of all files together; a larger program stays in the sandbox's own store. */
  static final int MAX_BYTES = 8 << 20;

  private static final int FORMAT = 0x43500002;
  private static final int MAX_FILES = 4096;
  private static final int MAX_OUTPUT = 256 << 10;

  /** With names, sizes and what the compiler printed. */
  private static final int MAX_PLAIN =
      MAX_BYTES + MAX_OUTPUT + MAX_FILES * (ArtifactNames.MAX + 3 * Integer.BYTES) + 1024;

  /** What does not shrink grows a little. */
  static final int MAX_PACKED = MAX_PLAIN + MAX_PLAIN / 256;

  private CompilationEntry() {}

  static byte[] write(Compilation compilation) {
    return Entry.write(
        FORMAT,
        out -> {
          out.writeLong(compilation.time().toNanos());
          Entry.text(out, compilation.output());
          out.writeBoolean(compilation instanceof Compilation.Program);
          if (compilation instanceof Compilation.Program program) {
            program(out, program);
          } else if (compilation instanceof Compilation.Rejected error) {
            Entry.text(out, error.message());
          } else {
            throw new IllegalStateException(compilation.toString());
          }
        });
  }

  private static void program(DataOutputStream out, Compilation.Program program)
      throws IOException {
    Entry.text(out, program.artifact().sha256());
    out.writeInt(program.files().size());
    for (ArtifactFile file : program.files()) {
      Entry.text(out, file.name());
      out.writeBoolean(file.executable());
      Entry.bytes(out, file.content());
    }
  }

  static Compilation read(byte[] packed) throws IOException {
    return Entry.read(FORMAT, packed, MAX_PLAIN, CompilationEntry::read);
  }

  private static Compilation read(DataInputStream in) throws IOException {
    var time = Entry.time(in);
    var output = Entry.text(in);
    if (!in.readBoolean()) {
      return new Compilation.Rejected(Entry.text(in), time, output);
    }
    var name = Entry.text(in);
    var files = files(in);
    var artifact = ArtifactId.of(files);
    if (!artifact.sha256().equals(name)) {
      throw new IOException("content hash mismatch");
    }
    return new Compilation.Program(artifact, files, time, output);
  }

  private static List<ArtifactFile> files(DataInputStream in) throws IOException {
    var files = new ArrayList<ArtifactFile>();
    for (long left = Entry.number(in.readInt(), 0, MAX_FILES); left > 0; left--) {
      var name = Entry.text(in);
      var executable = in.readBoolean();
      files.add(new ArtifactFile(name, Entry.bytes(in), executable));
    }
    try {
      ArtifactNames.check(files);
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
    return files;
  }
}
