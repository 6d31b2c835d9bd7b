package evalx.compilation;

import evalx.sandbox.Sandbox;
import evalx.threads.BoundedThreads;
import jakarta.inject.Singleton;

/** The threads of compile servers: one that the process is, and one while it is tried. */
@Singleton
class CompilerThreads extends BoundedThreads {
  CompilerThreads() {
    super(2 * Sandbox.MAX_SERVED, Sandbox.MAX_SERVED);
  }
}
