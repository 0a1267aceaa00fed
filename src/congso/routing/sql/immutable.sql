-- A direction is an order (Regulation 3842, Article 10.3): after sending nothing of it changes but
-- the leader's one confirmation of words entered for him. A proposal's words do not change either;
-- its stage and the marks of the decision do.
CREATE FUNCTION routing_direction_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'directions are never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL
       AND to_jsonb(OLD) - 'confirmed_at' = to_jsonb(NEW) - 'confirmed_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'directions are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_direction_fixed BEFORE UPDATE OR DELETE ON routing_direction
    FOR EACH ROW EXECUTE FUNCTION routing_direction_fixed();

CREATE FUNCTION routing_proposal_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marks text[] := ARRAY['stage', 'presented_at', 'decided_at', 'decided_by_id', 'decided_for_id',
                          'return_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'proposals are never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(OLD) - marks = to_jsonb(NEW) - marks THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the words of a proposal are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_proposal_fixed BEFORE UPDATE OR DELETE ON routing_proposal
    FOR EACH ROW EXECUTE FUNCTION routing_proposal_fixed();

-- What a flow is, never changes; where it stands does.
CREATE FUNCTION routing_flow_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'flows are never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.direction_id, OLD.document_id, OLD.parent_id, OLD.unit_id, OLD.person_id, OLD.role,
        OLD.giver_id, OLD.office_id, OLD.sent_at)
       IS NOT DISTINCT FROM
       (NEW.direction_id, NEW.document_id, NEW.parent_id, NEW.unit_id, NEW.person_id, NEW.role,
        NEW.giver_id, NEW.office_id, NEW.sent_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a flow keeps its recipient, role and direction' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_flow_fixed BEFORE UPDATE OR DELETE ON routing_flow
    FOR EACH ROW EXECUTE FUNCTION routing_flow_fixed();

-- Exactly one lead: at most one is a unique index; at least one is asked at commit, of all
-- directions but those for information only.
CREATE FUNCTION routing_direction_has_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.work_kind <> 'to_know' AND NOT EXISTS (
        SELECT FROM routing_flow WHERE direction_id = NEW.id AND role = 'lead') THEN
        RAISE EXCEPTION 'direction % names no lead', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER routing_direction_has_lead AFTER INSERT ON routing_direction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION routing_direction_has_lead();
