package evalx.result;

import evalx.submission.SubmissionId;

/** The names of the keys in Redis that belong to a token. */
final class Keys {
  private Keys() {}

  static String result(SubmissionId token) {
    return "result:" + token;
  }

  static String state(SubmissionId token) {
    return "evalx:state:" + token;
  }
}
