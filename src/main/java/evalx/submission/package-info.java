/** What a submission is and what can come of it: values only, no behaviour of any server. */
@NullMarked
package evalx.submission;

import org.jspecify.annotations.NullMarked;
