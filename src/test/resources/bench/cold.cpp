#include <bits/stdc++.h>
using namespace std;

int main() {
  ios::sync_with_stdio(false);
  long long a, b;
  cin >> a >> b;
  map<long long, vector<long long>> groups;
  for (long long i = 0; i < 100; i++) groups[i % 7].push_back(a - i);
  set<long long> seen;
  for (auto& [key, group] : groups) {
    sort(group.begin(), group.end());
    for (long long value : group) seen.insert(value);
  }
  cout << (seen.size() == 100 ? a + b : -1) << '\n';
}
