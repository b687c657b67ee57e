# PostgreSQL in a container, for development and for trying migrations. The state is a file in this folder, and all of it
# may be thrown away.
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    docker = {
      source  = "kreuzwerker/docker"
      version = ">= 3.6.0, < 5.0.0"
    }
  }

  backend "local" {
    path = "terraform.tfstate"
  }
}

provider "docker" {}

variable "postgres_version" {
  description = "Major version: 16 as in AWS, 18 as in Google Cloud."
  type        = number
  default     = 18

  validation {
    condition     = contains([16, 18], var.postgres_version)
    error_message = "postgres_version must be 16 or 18: the product runs on these."
  }
}

variable "port" {
  description = "Port on 127.0.0.1."
  type        = number
  default     = 5432
}

variable "password" {
  description = "Password of the owner. It protects nothing: only this machine reaches the port."
  type        = string
  default     = "alxderia"
}

variable "migrate_on_apply" {
  description = "Whether apply runs the migrations; off in tests only."
  type        = bool
  default     = true
}

locals {
  url    = "postgres://alxderia_owner:${var.password}@127.0.0.1:${var.port}/alxderia"
  schema = "${path.module}/../../../schema"
  # Holds the names too, so that a renamed file is a change as well.
  migrations = sha256(jsonencode({ for file in fileset(local.schema, "*.sql") : file => filesha256("${local.schema}/${file}") }))
}

resource "docker_image" "postgres" {
  name         = "postgres:${var.postgres_version}-alpine"
  keep_locally = true
}

resource "docker_volume" "data" {
  name = "alxderia-postgres-${var.postgres_version}"
}

resource "docker_container" "postgres" {
  name    = "alxderia-postgres"
  image   = docker_image.postgres.image_id
  restart = "unless-stopped"
  wait    = true
  env     = ["POSTGRES_USER=alxderia_owner", "POSTGRES_PASSWORD=${var.password}", "POSTGRES_DB=alxderia"]

  ports {
    internal = 5432
    external = var.port
    ip       = "127.0.0.1"
  }

  volumes {
    volume_name = docker_volume.data.name
    # From version 18 on the data stands one folder deeper.
    container_path = var.postgres_version >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data"
  }

  healthcheck {
    test     = ["CMD-SHELL", "pg_isready --username alxderia_owner --dbname alxderia"]
    interval = "2s"
    timeout  = "5s"
    retries  = 30
  }
}

resource "terraform_data" "migration" {
  count            = var.migrate_on_apply ? 1 : 0
  triggers_replace = { sql = local.migrations, container = docker_container.postgres.id }

  provisioner "local-exec" {
    command     = "${path.module}/../../scripts/migrate-schema.sh"
    environment = { DATABASE_URL = local.url }
  }
}

output "database_url" {
  description = "Connection string of the owner."
  value       = local.url
}
