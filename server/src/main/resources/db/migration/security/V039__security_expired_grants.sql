-- Grants are forgotten once the last of their tokens has expired. A grant without any waits for consent.
create index oauth2_authorization_by_expiry on identity.oauth2_authorization (
    greatest(authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at, oidc_id_token_expires_at));
