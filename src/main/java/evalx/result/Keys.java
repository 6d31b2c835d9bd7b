package evalx.result;

import evalx.submission.Token;

/** The names of the keys in Redis that belong to a token. */
final class Keys {
  private Keys() {}

  static String result(Token token) {
    return "result:" + token;
  }

  static String state(Token token) {
    return "evalx:state:" + token;
  }
}
