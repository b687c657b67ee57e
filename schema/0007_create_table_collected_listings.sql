-- Which membership listings were collected. A group whose listing was never collected is not empty: nobody knows who
-- is in it, and it stays a subject of its own.
create table collected_listings (
  like source_row including all,
  listing text not null check (listing in ('workspace_members', 'identity_center_memberships', 'github_team_members')),
  listing_key text not null
);

select protect_tenant_table('collected_listings');
