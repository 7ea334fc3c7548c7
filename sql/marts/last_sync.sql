-- One row: the present, as far as views know one; none of them reads a clock.
-- Key: last_synced_at
--
-- last_synced_at: Start of the last sync that read an evaluation completely; NULL before the first.
select max(evaluations.last_synced_at) as last_synced_at
from humanloop.evaluations
