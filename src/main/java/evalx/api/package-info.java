/** HTTP: requests checked, answers and status codes; no rule of the business. */
package evalx.api;
