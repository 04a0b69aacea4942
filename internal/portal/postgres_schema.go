package portal

// postgresMigrations are the schema's versions for PostgreSQL. Times are
// nanoseconds since the Unix epoch, 0 for none. What is sealed is a BYTEA of
// nonce and ciphertext, NULL for none. Texts are ordered by their bytes, as in
// the other stores, whatever the database's own collation is.
var postgresMigrations = []string{`
CREATE TABLE seal (proof BYTEA NOT NULL);
CREATE TABLE accounts (
	role TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL,
	password_hash TEXT NOT NULL, demo_password BYTEA,
	totp TEXT NOT NULL, type TEXT NOT NULL, issuer TEXT NOT NULL, secret BYTEA, algorithm TEXT NOT NULL,
	digits BIGINT NOT NULL, period BIGINT NOT NULL,
	shown_to TEXT NOT NULL, last_step BIGINT NOT NULL,
	passwords_failed BIGINT NOT NULL, passwords_until BIGINT NOT NULL,
	codes_failed BIGINT NOT NULL, codes_until BIGINT NOT NULL,
	email TEXT NOT NULL, class TEXT NOT NULL, drift BIGINT NOT NULL,
	PRIMARY KEY (role, user_id)
);
CREATE INDEX accounts_email ON accounts (email);
CREATE TABLE sessions (
	id TEXT COLLATE "C" PRIMARY KEY, token BYTEA NOT NULL UNIQUE,
	role TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL, state TEXT NOT NULL,
	created BIGINT NOT NULL, expires BIGINT NOT NULL, ready_at BIGINT NOT NULL, reloaded BOOLEAN NOT NULL
);
CREATE INDEX sessions_of ON sessions (role, user_id, created, id);
CREATE INDEX sessions_expire ON sessions (expires);
CREATE TABLE settings (name TEXT COLLATE "C" PRIMARY KEY, value BYTEA);
CREATE TABLE strangers (
	name BYTEA PRIMARY KEY, failed BIGINT NOT NULL, until BIGINT NOT NULL, last BIGINT NOT NULL
);
CREATE INDEX strangers_last ON strangers (last);
CREATE TABLE journal (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at BIGINT NOT NULL, role TEXT NOT NULL, user_id TEXT NOT NULL,
	act TEXT NOT NULL, verdict TEXT NOT NULL, locked BOOLEAN NOT NULL, steps BIGINT NOT NULL,
	known BOOLEAN NOT NULL, age BIGINT NOT NULL, past BIGINT NOT NULL, future BIGINT NOT NULL,
	drift BIGINT NOT NULL, clock_offset BIGINT NOT NULL, detail TEXT NOT NULL
);
CREATE TABLE outbox (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, role TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL,
	queued_at BIGINT NOT NULL, arrives_at BIGINT NOT NULL, code_expires BIGINT NOT NULL,
	recipient TEXT NOT NULL, subject TEXT NOT NULL, body BYTEA, state TEXT COLLATE "C" NOT NULL,
	tries BIGINT NOT NULL, next_try BIGINT NOT NULL, problem TEXT NOT NULL, step BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, next_try);
CREATE INDEX outbox_of ON outbox (role, user_id);
CREATE TABLE letters (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at BIGINT NOT NULL, sender TEXT NOT NULL,
	recipient TEXT COLLATE "C" NOT NULL, subject BYTEA, body BYTEA
);
CREATE INDEX letters_to ON letters (recipient);
CREATE TABLE requests (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at BIGINT NOT NULL,
	role TEXT COLLATE "C" NOT NULL, user_id TEXT COLLATE "C" NOT NULL, text BYTEA,
	UNIQUE (role, user_id)
);
CREATE TABLE classes (
	hash BYTEA PRIMARY KEY, token BYTEA NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
	seats BIGINT NOT NULL, joined BIGINT NOT NULL, expires BIGINT NOT NULL
);
`}
