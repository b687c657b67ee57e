variable "project" {
  description = "Project that everything runs in."
  type        = string
}

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "europe-west1"
}

variable "environment_name" {
  description = "What the label environment says."
  type        = string
  default     = "production"
}

variable "labels" {
  description = "Further labels of every resource, such as a cost centre."
  type        = map(string)
  default     = {}
}

variable "image_tag" {
  description = "Tag of the image to run: the commit that it was built from."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{7,40}$", var.image_tag))
    error_message = "image_tag must be a commit, 7 to 40 hexadecimal digits; infra/scripts/build-and-push-gcp.sh prints it."
  }
}

variable "invokers" {
  description = "Who may call the service, such as group:analysts@example.com. No default on purpose."
  type        = list(string)
}

variable "instances" {
  description = "Fewest and most instances."
  type        = object({ min = number, max = number })
  default     = { min = 0, max = 10 }
}

variable "public_url" {
  description = "Where browsers find the product, such as https://alxderia.example."
  type        = string
}

variable "sign_in" {
  description = "Who signs in, as docs/sign-in.md has it; roles: value of the claim => analyst, sre, auditor or admin."
  type = object({
    issuer          = string
    client_id       = string
    client_auth     = optional(string)
    roles           = map(string)
    role_claim      = optional(string)
    user_claim      = optional(string)
    tenant          = optional(string)
    tenant_claim    = optional(string)
    scopes          = optional(string)
    audience        = optional(string)
    session_minutes = optional(number)
  })
}

variable "with_language_model" {
  description = "Whether the language model's key was put into its secret."
  type        = bool
  default     = false
}

variable "owner_password" {
  description = "New random text for the database's owner; used on the first apply, and when its version changes. infra/scripts/deploy.sh makes it."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "owner_password_version" {
  description = "Count it up to give the database's owner a new password."
  type        = number
  default     = 1
}

variable "subscribers" {
  description = "E-mail addresses by channel."
  type        = object({ on-call = list(string), operations = list(string) })
}

variable "siem_topic" {
  description = "Whether log lines go to a Pub/Sub topic that the SIEM reads."
  type        = bool
  default     = false
}

variable "siem_member" {
  description = "Who reads that topic."
  type        = string
  default     = null
}

variable "billing_account" {
  description = "Billing account of the budget; null for no budget."
  type        = string
  default     = null
}

variable "monthly_budget_usd" {
  description = "What a month may cost before operations hears of it; infra/README.md has the estimate."
  type        = number
  default     = 500
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
  default     = 365
}

variable "deletion_protection" {
  description = "Whether database and service refuse to be deleted."
  type        = bool
  default     = true
}

variable "migrate_on_apply" {
  description = "Whether apply runs the migrations; off in tests only."
  type        = bool
  default     = true
}
