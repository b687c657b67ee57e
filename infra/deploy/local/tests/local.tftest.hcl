# PostgreSQL in a container, on this machine only (operations guide 1.1).

mock_provider "docker" {}

variables {
  migrate_on_apply = false
}

run "postgresql_18_on_loopback" {
  command = plan

  assert {
    condition     = docker_container.postgres.ports[0].ip == "127.0.0.1" && docker_container.postgres.ports[0].external == 5432
    error_message = "only this machine reaches it"
  }
  assert {
    condition     = docker_image.postgres.name == "postgres:18-alpine" && one([for v in docker_container.postgres.volumes : v.container_path]) == "/var/lib/postgresql"
    error_message = "from 18 on the data stands one folder deeper"
  }
}

run "postgresql_16_as_in_aws" {
  command = plan
  variables {
    postgres_version = 16
  }

  assert {
    condition     = one([for v in docker_container.postgres.volumes : v.container_path]) == "/var/lib/postgresql/data"
    error_message = "before 18 the volume is the data itself"
  }
}

run "no_other_version" {
  command = plan
  variables {
    postgres_version = 15
  }
  expect_failures = [var.postgres_version]
}
