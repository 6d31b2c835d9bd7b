package evalx.sandbox.daemon;

import evalx.sandbox.SandboxInfo;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the daemon says about itself, at first and when it is asked.
 *
 * @param instance of the daemon's process: it is another one after a restart
 * @param givesFiles whether runs can be given files
 */
record Hello(long instance, boolean givesFiles, SandboxInfo info) {
  private static final int GIVES_FILES = 1;
  private static final int STARTS_WARM = 2;

  static final int VERSION = 7;

  /** Asks for it. */
  static void put(FrameWriter out) throws IOException {
    out.begin(Frames.HELLO);
    out.putShort(VERSION);
    out.end();
    out.flush();
  }

  static Hello take(FrameReader in, String driver) throws IOException {
    in.expect(Frames.HELLO);
    int spoken = in.takeShort();
    if (spoken != VERSION) {
      throw new ProtocolException(
          "the sandbox speaks version " + spoken + " of the protocol, not " + VERSION);
    }
    long instance = in.takeLong();
    var version = in.takeString();
    var cgroup = in.takeString();
    int abilities = in.takeByte();
    return new Hello(
        instance,
        (abilities & GIVES_FILES) != 0,
        new SandboxInfo(driver, version, cgroup, (abilities & STARTS_WARM) != 0, takeStrings(in)));
  }

  private static List<String> takeStrings(FrameReader in) {
    int count = in.takeByte();
    var strings = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      strings.add(in.takeString());
    }
    return strings;
  }
}
