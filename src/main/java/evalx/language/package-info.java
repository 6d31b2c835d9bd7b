/** The languages as data: nothing of any server. */
package evalx.language;
