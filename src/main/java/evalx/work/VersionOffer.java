package evalx.work;

import evalx.submission.Submission;
import java.util.List;

/** Which versions of languages this node and the others have. */
interface VersionOffer {
  /** Whether this node has the version that a submission asks for, if it asks for one. */
  boolean isHere(Submission submission);

  /** Whether some living worker has a version of the language that begins so. */
  boolean isSomewhere(String language, String version);

  /** The versions of a language that living workers have. */
  List<String> versionsOf(String language);
}
