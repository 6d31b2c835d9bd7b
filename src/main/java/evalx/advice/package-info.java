/**
 * Asks a language model of the operator's what may be wrong with a submission that has failed:
 * after its verdict, when somebody asks for it, and in the way of nothing else.
 */
@NullMarked
package evalx.advice;

import org.jspecify.annotations.NullMarked;
