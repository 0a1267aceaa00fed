-- search reads principals from documents_searchentry.acl; these triggers keep it equal to the
-- access rows of full level, whoever writes those (kind 1 = document, level 2 = full).
CREATE FUNCTION documents_acl_of(bigint) RETURNS int[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(principal ORDER BY principal), '{}') FROM access_accessrow
     WHERE kind = 1 AND object_id = $1 AND level = 2
$$;

CREATE FUNCTION documents_acl_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE documents_searchentry s SET acl = documents_acl_of(s.document_id)
     WHERE s.document_id IN (SELECT DISTINCT object_id FROM changed WHERE kind = 1);
    RETURN NULL;
END $$;
CREATE TRIGGER documents_acl_insert AFTER INSERT ON access_accessrow
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION documents_acl_follow();
CREATE TRIGGER documents_acl_delete AFTER DELETE ON access_accessrow
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION documents_acl_follow();
CREATE TRIGGER documents_acl_update AFTER UPDATE ON access_accessrow
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION documents_acl_follow();

CREATE FUNCTION documents_acl_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.acl := documents_acl_of(NEW.document_id);
    RETURN NEW;
END $$;
CREATE TRIGGER documents_acl_first BEFORE INSERT ON documents_searchentry
    FOR EACH ROW EXECUTE FUNCTION documents_acl_fill();

CREATE INDEX documents_search ON documents_searchentry USING gin (fts, acl gin__int_ops);
