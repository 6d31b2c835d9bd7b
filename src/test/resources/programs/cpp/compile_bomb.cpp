// Instantiates 2^60 types.
template <int N, int M>
struct Bomb {
  Bomb<N - 1, 2 * M> left;
  Bomb<N - 1, 2 * M + 1> right;
};
template <int M>
struct Bomb<0, M> {};
Bomb<28, 1> bomb;
int main() {}
