-- One text for H2 (in its PostgreSQL mode) and PostgreSQL. Times are UTC, rounded to microseconds.

-- A row begins with the columns that both halves know: the node that accepted the submission adds the caller,
-- the node that ran it the columns from version on. finished_at is null until the second has been written.
CREATE TABLE evalx_submissions (
  token UUID PRIMARY KEY,
  queued_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  queued_on DATE NOT NULL,
  language VARCHAR(64) NOT NULL,
  test_cases INTEGER NOT NULL,
  caller VARCHAR(256),
  version VARCHAR(64),
  verdict VARCHAR(64),
  passed INTEGER,
  run_micros BIGINT,
  peak_kib BIGINT,
  worker VARCHAR(64),
  attempts INTEGER,
  started_at TIMESTAMP(6) WITH TIME ZONE,
  finished_at TIMESTAMP(6) WITH TIME ZONE
);

-- Apart from the rows above, so that listing and counting read none of it. Both are compressed with gzip.
CREATE TABLE evalx_contents (
  token UUID PRIMARY KEY REFERENCES evalx_submissions (token) ON DELETE CASCADE,
  source BYTEA,
  result BYTEA
);

-- For listings, newest first; H2 reads an index in its own direction only.
CREATE INDEX evalx_submissions_by_time ON evalx_submissions (queued_at DESC, token DESC);
CREATE INDEX evalx_submissions_by_language ON evalx_submissions (language, queued_at DESC, token DESC);
CREATE INDEX evalx_submissions_by_caller ON evalx_submissions (caller, queued_at DESC, token DESC);
CREATE INDEX evalx_submissions_by_verdict ON evalx_submissions (verdict, queued_at DESC, token DESC);

-- For statistics, which this index answers alone.
CREATE INDEX evalx_submissions_by_day ON evalx_submissions (queued_on, language, verdict, run_micros);
