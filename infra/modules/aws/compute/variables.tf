variable "name" {
  description = "Name of the service, and how the names around it begin."
  type        = string
}

variable "compute" {
  description = <<-TEXT
    What runs the product: "apprunner", as the guide has it, or "ecs" (Fargate behind a load balancer). App Runner takes no
    new customers since 30 April 2026, so a new account takes "ecs".
  TEXT
  type        = string
  default     = "ecs"

  validation {
    condition     = contains(["apprunner", "ecs"], var.compute)
    error_message = "compute must be \"apprunner\" or \"ecs\"."
  }
}

variable "image" {
  description = "The image with its tag or digest."
  type        = string
}

variable "repository_arn" {
  description = "Repository that the image comes from."
  type        = string
}

variable "network" {
  description = "Where it stands: VPC, subnets and security groups of the networking module."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = list(string)
    security_group_ids = object({ load_balancer = string, compute = string, database = string })
  })
}

variable "database" {
  description = "What the migration needs of the database module."
  type = object({
    endpoint         = string
    database_name    = string
    owner_secret_arn = string
    owner_key_arn    = string
  })
}

variable "secrets" {
  description = "What the product reads: ARN of each secret by its short name, and the policy that allows it."
  type        = object({ arns = map(string), read_policy = string })
}

variable "certificate_arn" {
  description = "Certificate of the load balancer; needed with compute = \"ecs\"."
  type        = string
  default     = null
}

variable "container_port" {
  description = "Port that the product listens on."
  type        = number
  default     = 3000
}

variable "instances" {
  description = "Fewest and most instances. Each opens up to 10 connections to the database."
  type        = object({ min = number, max = number })
  default     = { min = 2, max = 10 }

  validation {
    condition     = var.instances.min >= 1 && var.instances.max >= var.instances.min
    error_message = "instances.min must be at least 1 and at most instances.max."
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

variable "log_retention_days" {
  description = "How long the product's lines are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
}
