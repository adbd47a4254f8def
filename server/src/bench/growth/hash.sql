-- The numbers by which the FHIR store finds values: MurmurHash3 (128 bits, seed 0, of which the first 64 bits), over the
-- parts, each URL-escaped and followed by a bar. They live as long as the session.

-- A number as PostgreSQL's signed 64 bits would hold it if they overflowed quietly.
create function pg_temp.wrapped(number numeric) returns bigint language plpgsql immutable as $$
begin
  number := number % 18446744073709551616;
  if number >= 9223372036854775808 then
    return number - 18446744073709551616;
  elsif number < -9223372036854775808 then
    return number + 18446744073709551616;
  end if;
  return number;
end $$;

-- Eight bytes from there on, the lowest first; those beyond the end are zero.
create function pg_temp.eight_bytes(bytes bytea, start integer) returns bigint language plpgsql immutable as $$
declare
  number bigint := 0;
begin
  for place in reverse least(start + 7, length(bytes) - 1)..start loop
    number := (number << 8) | get_byte(bytes, place);
  end loop;
  return number;
end $$;

create function pg_temp.rotated(number bigint, bits integer) returns bigint language sql immutable as $$
  select (number << bits) | ((number >> (64 - bits)) & ((1::bigint << bits) - 1))
$$;

create function pg_temp.avalanche(number bigint) returns bigint language plpgsql immutable as $$
begin
  number := number # ((number >> 33) & 2147483647);
  number := pg_temp.wrapped(number * -49064778989728563::numeric);
  number := number # ((number >> 33) & 2147483647);
  number := pg_temp.wrapped(number * -4265267296055464877::numeric);
  return number # ((number >> 33) & 2147483647);
end $$;

create function pg_temp.murmur(bytes bytea) returns bigint language plpgsql immutable as $$
declare
  first_factor constant numeric := -8663945395140668459;
  second_factor constant numeric := 5545529020109919103;
  size constant integer := length(bytes);
  one bigint := 0;
  two bigint := 0;
  start integer := 0;
begin
  while start < size loop
    one := one # pg_temp.wrapped(second_factor
      * pg_temp.rotated(pg_temp.wrapped(first_factor * pg_temp.eight_bytes(bytes, start)), 31));
    if start + 16 <= size then
      one := pg_temp.wrapped(pg_temp.wrapped(pg_temp.rotated(one, 27)::numeric + two)::numeric * 5 + 1390208809);
    end if;
    two := two # pg_temp.wrapped(first_factor
      * pg_temp.rotated(pg_temp.wrapped(second_factor * pg_temp.eight_bytes(bytes, start + 8)), 33));
    if start + 16 <= size then
      two := pg_temp.wrapped(pg_temp.wrapped(pg_temp.rotated(two, 31)::numeric + one)::numeric * 5 + 944331445);
    end if;
    start := start + 16;
  end loop;
  one := pg_temp.wrapped((one # size)::numeric + (two # size));
  two := pg_temp.wrapped((two # size)::numeric + one);
  return pg_temp.wrapped(pg_temp.avalanche(one)::numeric + pg_temp.avalanche(two));
end $$;

create function pg_temp.escaped(part text) returns text language sql immutable as $$
  select case when part ~ '^[A-Za-z0-9_.*-]*$' then part else (
    select string_agg(
      case
        when letter ~ '[A-Za-z0-9_.*-]' then letter
        else upper(regexp_replace(encode(convert_to(letter, 'UTF8'), 'hex'), '(..)', '%\1', 'g'))
      end, '' order by place)
    from unnest(string_to_array(part, null)) with ordinality as letters(letter, place)) end
$$;

create function pg_temp.hash(variadic parts text[]) returns bigint language sql immutable as $$
  select pg_temp.murmur(convert_to(string_agg(pg_temp.escaped(part) || '|', '' order by place), 'UTF8'))
  from unnest(parts) with ordinality as all_parts(part, place)
$$;
