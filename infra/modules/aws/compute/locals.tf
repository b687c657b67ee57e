data "aws_region" "here" {}

locals {
  on_ecs        = var.compute == "ecs"
  on_app_runner = var.compute == "apprunner"

  # 1 vCPU and 2 GB, in units of both platforms.
  cpu    = "1024"
  memory = "2048"

  # One probe for all: the guide's interval of 10 s and timeout of 5 s.
  probe = {
    path                = "/api/health"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # The product fetches by itself what may change while it runs (docs/secrets.md): these are only names.
  environment = merge(
    {
      NODE_ENV                  = "production"
      HOST                      = "0.0.0.0"
      LOG_LEVEL                 = "info"
      PUBLIC_URL                = var.public_url
      SECRETS_PROVIDER          = "aws"
      DATABASE_URL              = "postgres://alxderia_app@${var.database.endpoint}:5432/${var.database.database_name}?sslmode=no-verify"
      DATABASE_SECRET           = "${var.secrets.arns["database"]}#password"
      OIDC_CLIENT_SECRET_SECRET = var.secrets.arns["oidc-client-secret"]
      HISTORY_SEALS_FILE        = var.history_seals_file
    },
    var.with_language_model ? { LLM_API_KEY_SECRET = var.secrets.arns["llm-api-key"] } : {},
    local.sign_in,
    var.environment,
  )

  # Of what is not given the product's own default holds.
  sign_in = { for key, value in {
    OIDC_ISSUER          = var.sign_in.issuer
    OIDC_CLIENT_ID       = var.sign_in.client_id
    OIDC_CLIENT_AUTH     = var.sign_in.client_auth
    OIDC_ROLES           = jsonencode(var.sign_in.roles)
    OIDC_ROLE_CLAIM      = var.sign_in.role_claim
    OIDC_USER_CLAIM      = var.sign_in.user_claim
    OIDC_TENANT          = var.sign_in.tenant
    OIDC_TENANT_CLAIM    = var.sign_in.tenant_claim
    OIDC_SCOPES          = var.sign_in.scopes
    OIDC_AUDIENCE        = var.sign_in.audience
    OIDC_SESSION_MINUTES = var.sign_in.session_minutes == null ? null : tostring(var.sign_in.session_minutes)
  } : key => value if value != null }

  # What the product reads at its start only.
  secrets = {
    SESSION_SECRET      = var.secrets.arns["session"]
    HISTORY_SIGNING_KEY = var.secrets.arns["history-signing-key"]
  }

  # Holds the names too, so that a renamed file is a change as well.
  migrations = sha256(jsonencode({
    for file in fileset(var.schema_folder, "*.sql") : file => filesha256("${var.schema_folder}/${file}")
  }))
}
