// Products of arrays, and linear algebra. What has more than one right answer (signs of Q, orders of pivots) is put
// together again by the Python side.
#include "collections/array/creation.hpp"
#include "collections/array/linalg.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>

namespace troupe::conformance {
namespace {

Shape extents(Case& given, std::size_t rank) {
  Shape shape;
  for (std::size_t axis = 0; axis < rank; ++axis)
    shape.push_back(given.chance(0.03) ? 0 : given.integer(1, 12));
  return shape;
}
Array of(Case& given, Types types, const Shape& shape) {
  return given.array(given.dtype(types), shape, Content::plain);
}

void add_products(std::vector<Function>& table) {
  table.push_back({"matmul", [](Case& given) {
                     if (given.chance(0.4)) {
                       const auto m = given.integer(0, 40), k = given.integer(0, 60), n = given.integer(1, 40);
                       const auto a = of(given, Types::any, {m, k});
                       return std::vector{matmul(a, of(given, Types::any, {k, n}))};
                     }
                     const auto summed = given.integer(1, 9);
                     auto stacks = extents(given, static_cast<std::size_t>(given.integer(0, 2)));
                     auto left = stacks, right = stacks;
                     for (std::size_t axis = 0; axis < stacks.size(); ++axis)
                       if (given.chance(0.3))
                         (given.chance(0.5) ? left : right)[axis] = 1;
                     while (!right.empty() && given.chance(0.2))
                       right.erase(right.begin());
                     const bool row = left.empty() && given.chance(0.3), column = right.empty() && given.chance(0.3);
                     if (!row)
                       left.push_back(given.integer(1, 9));
                     left.push_back(summed);
                     right.push_back(given.chance(0.03) ? summed + 1 : summed);
                     if (!column)
                       right.push_back(given.integer(1, 9));
                     const auto a = of(given, Types::any, left);
                     return std::vector{matmul(a, of(given, Types::any, right))};
                   }});
  table.push_back({"dot", [](Case& given) {
                     auto left = extents(given, static_cast<std::size_t>(given.integer(0, 3)));
                     auto right = extents(given, static_cast<std::size_t>(given.integer(0, 3)));
                     if (!left.empty() && !right.empty())
                       left.back() = right[right.size() == 1 ? 0 : right.size() - 2];
                     const auto a = of(given, Types::any, left);
                     return std::vector{dot(a, of(given, Types::any, right))};
                   }});
  table.push_back({"inner", [](Case& given) {
                     auto left = extents(given, static_cast<std::size_t>(given.integer(1, 3)));
                     auto right = extents(given, static_cast<std::size_t>(given.integer(1, 3)));
                     left.back() = right.back();
                     const auto a = of(given, Types::any, left);
                     return std::vector{inner(a, of(given, Types::any, right))};
                   }});
  table.push_back({"vdot", [](Case& given) {
                     const Shape shape = extents(given, static_cast<std::size_t>(given.integer(0, 3)));
                     const auto a = of(given, Types::any, shape);
                     return std::vector{vdot(a, of(given, Types::any, shape))};
                   }});
  table.push_back({"outer", [](Case& given) {
                     const auto a =
                         of(given, Types::any, extents(given, static_cast<std::size_t>(given.integer(0, 2))));
                     return std::vector{outer(
                         a, of(given, Types::any, extents(given, static_cast<std::size_t>(given.integer(0, 2)))))};
                   }});
  table.push_back({"kron", [](Case& given) {
                     const auto a =
                         of(given, Types::any, extents(given, static_cast<std::size_t>(given.integer(1, 2))));
                     return std::vector{
                         kron(a, of(given, Types::any, extents(given, static_cast<std::size_t>(given.integer(1, 2)))))};
                   }});
  table.push_back({"tensordot", [](Case& given) {
                     const auto count = given.option("axes", static_cast<int>(given.integer(0, 2)));
                     auto left = extents(given, static_cast<std::size_t>(given.integer(count, 3)));
                     auto right = extents(given, static_cast<std::size_t>(given.integer(count, 3)));
                     for (int i = 0; i < count; ++i)
                       right[static_cast<std::size_t>(i)] = left[left.size() - static_cast<std::size_t>(count - i)];
                     const auto a = of(given, Types::any, left);
                     return std::vector{tensordot(a, of(given, Types::any, right), count)};
                   }});
  table.push_back(
      {"tensordot_pairs", [](Case& given) { // the first axis of one with the last of the other, and the middle ones
         const auto shape = extents(given, 3);
         const auto a = of(given, Types::any, shape);
         return std::vector{
             tensordot(a, of(given, Types::any, {given.integer(1, 5), shape[1], shape[0]}), {0, 1}, {-1, 1})};
       }});
  table.push_back({"einsum", [](Case& given) {
                     const char* subscripts[] = {"ij,jk->ik",
                                                 "ij,jk",
                                                 "ij,ij->",
                                                 "ii->i",
                                                 "ii",
                                                 "ij->ji",
                                                 "i,j->ij",
                                                 "ijk,ikl->ijl",
                                                 "ij,jk,kl->il",
                                                 "bij,bj->bi",
                                                 "...ij,...jk->...ik",
                                                 "ij->j",
                                                 "ji",
                                                 "ijk->k",
                                                 "ij,i->j",
                                                 "i,i,i->i",
                                                 "...i->..."};
                     const std::string text = given.option("subscripts", subscripts[given.integer(0, 16)]);
                     const auto stacks = static_cast<std::size_t>(given.integer(0, 1)); // what an ellipsis stands for
                     std::int64_t length[256];
                     for (auto& one : length)
                       one = given.chance(0.02) ? 0 : given.integer(1, 9);
                     std::vector<Array> operands;
                     Shape shape;
                     for (std::size_t at = 0; at <= text.size(); ++at) {
                       if (at == text.size() || text[at] == ',' || text[at] == '-') {
                         operands.push_back(of(given, Types::numbers, shape));
                         shape.clear();
                         if (at == text.size() || text[at] == '-')
                           break;
                       } else if (text[at] == '.') {
                         at += 2;
                         shape.assign(stacks, length['.']);
                       } else
                         shape.push_back(length[static_cast<unsigned char>(text[at])]);
                     }
                     return std::vector{einsum(text, operands)};
                   }});
  table.push_back({"trace", [](Case& given) {
                     const auto x =
                         of(given, Types::any, extents(given, static_cast<std::size_t>(given.integer(2, 3))));
                     return std::vector{trace(x, given.option("offset", given.integer(-3, 3)))};
                   }});
}

/// Far from singular: `n` is added to the diagonal on both sides.
Array firm(Case& given, std::int64_t n, Types types = Types::real) {
  const auto a = of(given, types, {n, n});
  const auto unit = eye(n, std::nullopt, 0, {.chunks = Chunks(Shape{-1, -1}), .dtype = a.dtype()});
  return add(a, rechunk(multiply(unit, 20 + 2 * n), a.chunks())).astype(a.dtype());
}
/// Symmetric and positive definite: a a' + 1 on the diagonal (' conjugates).
Array definite(Case& given, std::int64_t n) {
  const auto a = of(given, Types::inexact, {n, n});
  const auto product = matmul(a, conj(a.T()));
  return add(product,
             rechunk(eye(n, std::nullopt, 0, {.chunks = Chunks(Shape{-1, -1}), .dtype = a.dtype()}), product.chunks()));
}
/// A right side of as many rows, a vector or a matrix.
Array right_side(Case& given, std::int64_t rows, Types types = Types::floating) {
  return of(given, types, given.chance(0.4) ? Shape{rows} : Shape{rows, given.integer(1, 9)});
}

void add_factorisations(std::vector<Function>& table) {
  table.push_back(
      {"qr", [](Case& given) {
         const auto made = linalg::qr(of(given, Types::numbers, {given.integer(1, 60), given.integer(1, 40)}));
         return std::vector{made.q, made.r};
       }});
  table.push_back({"qr", [](Case& given) {
                     const auto n = given.integer(1, 20);
                     const auto made = linalg::tsqr(of(given, Types::numbers, {given.integer(n, 200), n}));
                     return std::vector{made.q, made.r};
                   }});
  table.push_back({"qr", [](Case& given) {
                     const auto m = given.integer(1, 20);
                     const auto made = linalg::sfqr(of(given, Types::numbers, {m, given.integer(m, 200)}));
                     return std::vector{made.q, made.r};
                   }});
  table.push_back(
      {"svd", [](Case& given) {
         const auto made = linalg::svd(of(given, Types::numbers, {given.integer(1, 60), given.integer(1, 25)}));
         return std::vector{made.u, made.s, made.v};
       }});
  table.push_back({"svd", [](Case& given) { // of rank 3: all of it
                     const auto a = of(given, Types::inexact, {given.integer(12, 40), 3});
                     const auto b = of(given, Types::inexact, {3, given.integer(12, 40)});
                     const auto made = linalg::svd_compressed(matmul(a, b), 3);
                     return std::vector{made.u, made.s, made.v};
                   }});
  table.push_back({"linalg.cholesky",
                   [](Case& given) { return std::vector{linalg::cholesky(definite(given, given.integer(1, 30)))}; }});
  table.push_back({"lu", [](Case& given) {
                     const auto made = linalg::lu(firm(given, given.integer(1, 30), Types::numbers));
                     return std::vector{made.p, made.l, made.u};
                   }});
  table.push_back({"linalg.inv", [](Case& given) {
                     return std::vector{linalg::inv(firm(given, given.integer(1, 25), Types::numbers))};
                   }});
  table.push_back({"linalg.det", [](Case& given) {
                     return std::vector{linalg::det(firm(given, given.integer(1, 12), Types::numbers))};
                   }});
  table.push_back({"linalg.solve", [](Case& given) {
                     const auto n = given.integer(1, 30);
                     const auto a = firm(given, n);
                     return std::vector{linalg::solve(a, right_side(given, n))};
                   }});
  table.push_back({"linalg.solve", [](Case& given) {
                     const auto n = given.integer(1, 30);
                     const bool left = given.chance(0.7);
                     const auto a = firm(given, n, left ? Types::complex : Types::floating);
                     return std::vector{linalg::solve(
                         a, right_side(given, n, left && given.chance(0.5) ? Types::floating : Types::complex))};
                   }});
  table.push_back({"solve_definite", [](Case& given) {
                     const auto n = given.integer(1, 30);
                     const auto a = definite(given, n);
                     return std::vector{linalg::solve(a, right_side(given, n, Types::inexact), true)};
                   }});
  table.push_back({"solve_triangular", [](Case& given) {
                     const auto n = given.integer(1, 30);
                     const bool lower = given.option("lower", given.chance(0.5));
                     const auto a = firm(given, n, Types::numbers);
                     return std::vector{linalg::solve_triangular(lower ? tril(a) : triu(a),
                                                                 right_side(given, n, Types::inexact), lower)};
                   }});
  table.push_back({"linalg.slogdet", [](Case& given) {
                     const auto made = linalg::slogdet(firm(given, given.integer(1, 30), Types::numbers));
                     return std::vector{made.sign, made.logabsdet};
                   }});
  table.push_back(
      {"linalg.pinv", [](Case& given) {
         return std::vector{linalg::pinv(of(given, Types::numbers, {given.integer(1, 25), given.integer(1, 25)}))};
       }});
  table.push_back({"linalg.matrix_rank", [](Case& given) {
                     return std::vector{
                         linalg::matrix_rank(of(given, Types::numbers, {given.integer(1, 25), given.integer(1, 25)}))};
                   }});
  table.push_back({"linalg.eigvalsh",
                   [](Case& given) { return std::vector{linalg::eigvalsh(definite(given, given.integer(1, 30)))}; }});
  table.push_back({"lstsq", [](Case& given) {
                     const auto n = given.integer(1, 8), m = n + given.integer(1, 40);
                     const auto a = of(given, Types::floating, {m, n});
                     const auto made = linalg::lstsq(a, right_side(given, m));
                     return std::vector{made.x, made.residuals, made.rank, made.s};
                   }});
  table.push_back({"lstsq", [](Case& given) {
                     const auto n = given.integer(1, 8), m = n + given.integer(1, 40);
                     const auto a = of(given, Types::complex, {m, n});
                     const auto made = linalg::lstsq(a, right_side(given, m, Types::complex));
                     return std::vector{made.x, made.residuals, made.rank, made.s};
                   }});
}

void add_norms(std::vector<Function>& table) {
  table.push_back({"linalg.norm", [](Case& given) {
                     const auto x =
                         of(given, Types::numbers, extents(given, static_cast<std::size_t>(given.integer(1, 3))));
                     return std::vector{linalg::norm(x)};
                   }});
  table.push_back({"linalg.norm", [](Case& given) { // of vectors
                     const auto x = of(given, Types::numbers, {given.integer(1, 20), given.integer(1, 20)});
                     const double orders[] = {0, 1, 2, 3, -1, -2, 0.5};
                     const auto order = given.option("ord", orders[given.integer(0, 6)]);
                     const auto axis = given.axis(x);
                     return std::vector{linalg::norm(x, order, axis, given.keepdims())};
                   }});
  table.push_back({"linalg.norm", [](Case& given) { // of matrices
                     const auto x = of(given, Types::numbers, {given.integer(1, 20), given.integer(1, 20)});
                     const double orders[] = {1, -1};
                     if (given.chance(0.5))
                       return std::vector{linalg::norm(x, given.option("ord", orders[given.integer(0, 1)]))};
                     const char* names[] = {"fro", "inf", "-inf"};
                     return std::vector{linalg::norm(x, std::string(given.option("ord", names[given.integer(0, 2)])))};
                   }});
  table.push_back({"linalg.norm", [](Case& given) { // by singular values
                     const auto x = of(given, Types::numbers, {given.integer(1, 20), given.integer(1, 20)});
                     if (given.chance(0.3)) {
                       given.option("ord", "nuc");
                       return std::vector{linalg::norm(x, "nuc")};
                     }
                     return std::vector{linalg::norm(x, given.option("ord", given.chance(0.5) ? 2.0 : -2.0))};
                   }});
}

} // namespace

void add_linalg(std::vector<Function>& table) {
  add_products(table);
  add_factorisations(table);
  add_norms(table);
}

} // namespace troupe::conformance
