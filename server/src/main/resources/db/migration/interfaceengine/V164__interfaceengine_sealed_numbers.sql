-- Numbers that hospital systems told of before their system was one of those that are encrypted.
grant update (value) on openward.sent_identity to openward_app;
