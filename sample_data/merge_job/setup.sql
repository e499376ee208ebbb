-- A small customer table and its purchases, to try the sample job on. Everything in it is invented, under the licence of
-- this repository; telephone numbers are well-formed and otherwise arbitrary (do not call them).
--   psql -v ON_ERROR_STOP=1 -f setup.sql
begin;
create schema crm;
create table crm.customer (
  customer_id text primary key,
  brand text not null,
  family_name text, given_name text, kana text,
  mobile text, tel text,
  birthdate date,
  merged_into text references crm.customer);
create table crm.purchase (
  id bigint generated always as identity primary key,
  customer_id text not null references crm.customer,
  item text not null);
create index on crm.purchase (customer_id);
insert into crm.customer values
  ('0001', '花明り', '樋口', '真琴', 'ヒグチ マコト', '090-3815-2764', null, '1984-07-23'),
  ('0002', '花明り', '樋口', '真琴', 'ﾋｸﾞﾁ ﾏｺﾄ', '09038152764', '', '1984-07-23'),
  ('0003', '花明り', '髙﨑', '美緒', 'タカサキ ミオ', '080-6427-1935', null, '1991-11-08'),
  ('0004', '花明り', '高崎', '美緒', 'たかさき みお', '+81 80-6427-1935', null, '1991-11-08'),
  ('0005', '月舟', '水原', '健一', 'ミズハラ ケンイチ', null, '06-6384-1927', '2001-04-02'),
  ('0006', '月舟', '水原', '健二', 'ミズハラ ケンジ', null, '06-6384-1927', '2001-04-02'),
  ('0007', '青嶺', '真壁', '邦夫', 'マカベ クニオ', '090-2957-6318', null, '1954-08-17'),
  ('0008', '青嶺', '真壁', '邦夫', 'マカベ クニオ', '不明', null, '1954-08-17');
insert into crm.purchase (customer_id, item)
  select customer_id, 'item ' || n from crm.customer, generate_series(1, 2) n;
commit;
