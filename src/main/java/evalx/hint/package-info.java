/**
 * Hints for people who learn: rules as data say what usually lies behind a failure. They read what
 * programs and compilers printed, and change no verdict.
 */
@NullMarked
package evalx.hint;

import org.jspecify.annotations.NullMarked;
