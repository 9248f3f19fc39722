CREATE INDEX user_services_queue ON user_services (organization_id, code, place) WHERE state = 2;
