package evalx.redis;

/**
 * The names of all keys and channels. The keys of one submission, or of one program, share a hash
 * tag, the part in braces, so that one script may use them together on a Redis Cluster too.
 */
public final class Keys {
  /** Written to learn whether writes are accepted. */
  static final String PROBE = "evalx:probe";

  /** A sorted set of the keys of all workers. */
  public static final String WORKERS = "evalx:{workers}";

  /** The channel that names each submission that has ended. */
  public static final String FINISHED = "evalx:finished";

  /** The channel that names each submission whose log of events has grown. */
  public static final String PROGRESS = "evalx:progress";

  /** The channel that names each submission that is to be cancelled. */
  public static final String CANCEL = "evalx:cancel";

  /** The ids of the workers that take no more jobs, a set. */
  public static final String DRAINED = "evalx:drained";

  /** A sorted set of the keys of the reports of all nodes. */
  public static final String NODES = "evalx:{nodes}";

  private Keys() {}

  /** The packed result of a submission. */
  public static String result(Object submission) {
    return "result:{" + submission + "}";
  }

  /** The state of a submission, a hash. */
  public static String state(Object submission) {
    return "evalx:state:{" + submission + "}";
  }

  /** The log of what happened to a submission, a stream: only where somebody follows it. */
  public static String events(Object submission) {
    return "evalx:events:{" + submission + "}";
  }

  /** How far the webhook of a submission's result is, a hash: only where there is one. */
  public static String webhook(Object submission) {
    return "evalx:webhook:{" + submission + "}";
  }

  /** What a dialect keeps of the request that a submission came with. */
  public static String note(Object submission) {
    return "evalx:note:{" + submission + "}";
  }

  /** The file of the file store that a caller has sent under a name. */
  public static String fileName(String caller, String name) {
    return "evalx:file:" + caller + ":" + name;
  }

  /** A ticket for the events of a submission. */
  public static String ticket(String hash) {
    return "evalx:ticket:" + hash;
  }

  /** How many tickets a caller was given. */
  public static String tickets(String caller) {
    return "evalx:tickets:" + caller;
  }

  /** The jobs of a caller that have not ended, a sorted set. */
  public static String openJobs(String caller) {
    return "evalx:open:" + caller;
  }

  /** What each caller keeps in the result store until a time in milliseconds, a sorted set. */
  public static String kept(long until) {
    return "evalx:{kept}:" + until;
  }

  /** The bucket from which the requests of a caller are counted. */
  public static String rate(String caller) {
    return "evalx:rate:" + caller;
  }

  /** A request with an idempotency key. */
  public static String request(String hash) {
    return "evalx:request:" + hash;
  }

  /** How many answers are kept for the idempotency keys of a caller. */
  public static String answers(String caller) {
    return "evalx:answers:" + caller;
  }

  /** The report of a worker. */
  public static String worker(String id) {
    return WORKERS + ":" + id;
  }

  /** The report of a node. */
  public static String node(String id) {
    return NODES + ":" + id;
  }

  /** What happened on all nodes in some seconds, a hash. */
  public static String series(long slot) {
    return "evalx:{series}:" + slot;
  }

  /** The latest entries of a log that all nodes write, a hash. */
  public static String entries(String log) {
    return "evalx:{" + log + "}:entries";
  }

  /** A compiled program. */
  public static String artifact(String program) {
    return "evalx:artifact:{" + program + "}";
  }

  /** The claim of the node that compiles a program. */
  public static String compiling(String program) {
    return "evalx:compiling:{" + program + "}";
  }

  /** The outcome of a run of a program. */
  public static String run(String program, String run) {
    return "evalx:exec:{" + program + "}:" + run;
  }
}
