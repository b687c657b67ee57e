variable "name" {
  description = "Name of the service."
  type        = string
}

variable "project" {
  description = "Project that everything runs in."
  type        = string
}

variable "region" {
  description = "Region of service and job."
  type        = string
}

variable "image" {
  description = "The image with its tag or digest."
  type        = string
}

variable "service_account_email" {
  description = "Service account of the product."
  type        = string
}

variable "connector_id" {
  description = "VPC access connector, the way to the database."
  type        = string
}

variable "secret_ids" {
  description = "Secret by its short name."
  type        = map(string)
}

variable "database" {
  description = "What the migration needs of the database module."
  type        = object({ host = string, database_name = string, owner_name = string, owner_secret_id = string })
}

variable "invokers" {
  description = "Members that may call the service, such as group:analysts@example.com; \"allUsers\" for everybody."
  type        = list(string)
}

variable "ingress" {
  description = "Where calls may come from."
  type        = string
  default     = "INGRESS_TRAFFIC_ALL"

  validation {
    condition = contains(
      ["INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"],
      var.ingress,
    )
    error_message = "ingress must be INGRESS_TRAFFIC_ALL, INGRESS_TRAFFIC_INTERNAL_ONLY or INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER."
  }
}

variable "instances" {
  description = "Fewest and most instances. Each opens up to 10 connections to the database."
  type        = object({ min = number, max = number })
  default     = { min = 0, max = 10 }

  validation {
    condition     = var.instances.min >= 0 && var.instances.max >= max(var.instances.min, 1)
    error_message = "instances.min must be at least 0 and at most instances.max."
  }
}

variable "environment" {
  description = "Further keys of the product's environment; no secrets."
  type        = map(string)
  default     = {}
}

variable "public_url" {
  description = "Where browsers find the product, such as https://alxderia.example."
  type        = string

  validation {
    condition     = can(regex("^https://[^/]+$", var.public_url))
    error_message = "public_url must be https://<host>, without a path."
  }
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

  validation {
    condition     = length(var.sign_in.roles) > 0 && alltrue([for role in values(var.sign_in.roles) : contains(["analyst", "sre", "auditor", "admin"], role)])
    error_message = "sign_in.roles must give at least one value of the claim a role: analyst, sre, auditor or admin."
  }
}

variable "history_seals_file" {
  description = "Where seals of the history are published besides the log; lasting only where the platform has a lasting folder."
  type        = string
  default     = "/tmp/alxderia/history/seals.jsonl"
}

variable "with_language_model" {
  description = "Whether the secret of the language model has a value, and the product gets it."
  type        = bool
  default     = false
}

variable "schema_folder" {
  description = "Folder of the SQL migrations."
  type        = string
}

variable "scripts_folder" {
  description = "Folder infra/scripts of this repository."
  type        = string
}

variable "migrate_on_apply" {
  description = "Whether apply runs the migrations. Off in tests: a mocked provider does not stop a command from running."
  type        = bool
  default     = true
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the service."
  type        = bool
  default     = true
}
