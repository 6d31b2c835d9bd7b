loop :- loop.
main :- loop.
