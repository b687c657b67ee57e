variable "region" {
  description = "Region of everything."
  type        = string
  default     = "eu-west-1"
}

variable "environment_name" {
  description = "What the tag Environment says."
  type        = string
  default     = "production"
}

variable "tags" {
  description = "Further tags of every resource, such as a cost centre."
  type        = map(string)
  default     = {}
}

variable "image_tag" {
  description = "Tag of the image to run: the commit that it was built from."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{7,40}$", var.image_tag))
    error_message = "image_tag must be a commit, 7 to 40 hexadecimal digits; infra/scripts/build-and-push-aws.sh prints it."
  }
}

variable "compute" {
  description = "\"ecs\", or \"apprunner\" for an account that has used App Runner before 30 April 2026."
  type        = string
  default     = "ecs"
}

variable "certificate_arn" {
  description = "Certificate of the load balancer (ACM, same region); needed with compute = \"ecs\"."
  type        = string
  default     = null
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer. No default on purpose."
  type        = list(string)
}

variable "instances" {
  description = "Fewest and most instances."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 10 }
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

variable "subscribers" {
  description = "E-mail addresses by channel."
  type        = object({ on-call = list(string), operations = list(string) })
}

variable "siem_destination_arn" {
  description = "Where log lines are sent for the SIEM; null for nowhere."
  type        = string
  default     = null
}

variable "siem_role_arn" {
  description = "Role to write there with, for Kinesis and Firehose."
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
  description = "Whether database and load balancer refuse to be deleted."
  type        = bool
  default     = true
}

variable "create_trail" {
  description = "Whether to make a CloudTrail trail; false where the organisation has one."
  type        = bool
  default     = true
}

variable "migrate_on_apply" {
  description = "Whether apply runs the migrations; off in tests only."
  type        = bool
  default     = true
}
