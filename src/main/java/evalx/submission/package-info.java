/**
 * What a submission is and what can come of it: values only, no behaviour of any server. A test
 * case's result is a {@link evalx.submission.CaseResult}, and what is compared with its expected
 * output is up to a {@link evalx.submission.Checker}.
 */
@NullMarked
package evalx.submission;

import org.jspecify.annotations.NullMarked;
